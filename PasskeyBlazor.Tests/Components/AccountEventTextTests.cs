using PasskeyBlazor.Components;
using PasskeyBlazor.Components.Layout;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

public sealed class AccountEventTextTests : IAsyncDisposable
{
    private static readonly ProviderDirectory Directory = new([new Provider("GitHub", "GitHub", VerifiesEmail: true)], []);
    private static readonly Guid ICloud = new("fbfc3007-154e-4ecc-8c0b-6e020557d7bd");

    private readonly Accounts accounts = new();

    public static TheoryData<AccountEventKind> Every => [.. Enum.GetValues<AccountEventKind>()];

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_account_event_has_a_sentence_and_an_icon(AccountEventKind kind)
    {
        var (icon, sentence) = AccountEventText.Of(Happened(kind), Directory);

        Assert.Matches(@"^\p{Lu}.*\w$", sentence);
        Assert.DoesNotContain("{0}", sentence);
        Assert.Contains(icon, Icon.Shapes.Keys);
    }

    [Fact]
    public void A_name_that_a_person_can_choose_is_in_quotes_and_what_the_app_says_is_not()
    {
        var passkey = new AccountEventDetail { Name = "Chrome", Aaguid = Guid.Empty };

        Assert.Equal("“Chrome”", DetailOf(AccountEventKind.PasskeyAdded, passkey));
        Assert.Equal("“Chrome”", DetailOf(AccountEventKind.PasskeyRemoved, passkey));
        Assert.Equal("“Chrome”", DetailOf(AccountEventKind.SignedIn, passkey));
        Assert.Equal("Chrome", DetailOf(AccountEventKind.SessionsEnded, new() { Browser = "Chrome" }));
        Assert.Equal("“Chrome”", DetailOf(AccountEventKind.IdentityLinked, new() { Name = "Chrome" }));
    }

    [Fact]
    public void A_passkey_without_a_typed_name_is_described_by_its_model_or_by_the_browser_that_created_it()
    {
        var known = new AccountEventDetail { Aaguid = ICloud, Browser = "Safari", System = "macOS" };
        var unknown = known with { Aaguid = Guid.Empty };

        Assert.Equal("“iCloud Keychain”", DetailOf(AccountEventKind.PasskeyAdded, known));
        Assert.Equal("“Safari on macOS”", DetailOf(AccountEventKind.PasskeyAdded, unknown));
        Assert.Equal("“Security key”", DetailOf(AccountEventKind.PasskeyRemoved, unknown with { Kind = AuthenticatorKind.SecurityKey }));
        Assert.Equal("“macOS device”", DetailOf(AccountEventKind.SignedIn, unknown with { Kind = AuthenticatorKind.Platform }));
        Assert.Equal("“iCloud Keychain” is now “Work”", DetailOf(AccountEventKind.PasskeyRenamed, known with { NewName = "Work" }));
        Assert.Equal("“Work” is now “Home”", DetailOf(AccountEventKind.PasskeyRenamed, known with { Name = "Work", NewName = "Home" }));
    }

    [Fact]
    [Threat("NP-08")]
    public void A_confirmation_names_the_passkey_and_says_where_a_provider_proved_nothing()
    {
        Assert.Equal("“Work”", DetailOf(AccountEventKind.Reauthenticated, new() { Name = "Work", Aaguid = ICloud }));
        Assert.Equal("“iCloud Keychain”", DetailOf(AccountEventKind.Reauthenticated, new() { Aaguid = ICloud }));
        Assert.Equal("not proved fresh", DetailOf(AccountEventKind.Reauthenticated, new() { IsProvedFresh = false }));
        Assert.Equal("", DetailOf(AccountEventKind.Reauthenticated, new() { IsProvedFresh = true }));
    }

    [Fact]
    public void A_blocked_model_is_named_where_its_name_is_known()
    {
        Assert.Equal("iCloud Keychain", DetailOf(AccountEventKind.PasskeyRevoked, new() { Aaguid = ICloud }));
        Assert.Equal("", DetailOf(AccountEventKind.PasskeyAccepted, new() { Aaguid = Guid.NewGuid() }));
    }

    [Fact]
    public void Ended_sessions_are_counted_and_a_single_one_is_described()
    {
        Assert.Equal("All others: 2", DetailOf(AccountEventKind.SessionsEnded, new() { Sessions = 2 }));
        Assert.Equal("Chrome on Android", DetailOf(AccountEventKind.SessionsEnded, new() { Browser = "Chrome", System = "Android" }));
        Assert.Equal("", DetailOf(AccountEventKind.SessionsEnded, new())); // an unknown browser
    }

    [Fact]
    public void An_account_event_by_an_administrator_says_so()
    {
        var ada = Guid.NewGuid();
        var disabled = Happened(AccountEventKind.Disabled, ada);

        Assert.Equal(Text.Activity_ByAdministrator, AccountEventText.DetailOf(disabled, Models));
        Assert.Equal("", AccountEventText.DetailOf(Happened(AccountEventKind.Disabled), Models));
        Assert.Equal("By Ada", AccountEventText.DetailOf(disabled, Models, new Dictionary<Guid, string?> { [ada] = "Ada" }));
        Assert.Equal($"By {Text.NameUnknown}", AccountEventText.DetailOf(disabled, Models, new Dictionary<Guid, string?> { [ada] = null }));
        Assert.Equal(Text.Activity_ByAdministrator, AccountEventText.DetailOf(disabled, Models, new Dictionary<Guid, string?>())); // a deleted account
    }

    [Fact]
    public void An_account_event_says_whether_the_user_or_an_administrator_ended_the_sessions()
    {
        Assert.Equal(Text.Activity_SessionsEnded, AccountEventText.Of(Happened(AccountEventKind.SessionsEnded), Directory).Sentence);
        Assert.Equal(Text.Activity_SessionsEndedForThem, AccountEventText.Of(Happened(AccountEventKind.SessionsEnded, Guid.NewGuid()), Directory).Sentence);
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private AuthenticatorCatalog Models => accounts.Get<AuthenticatorCatalog>();

    [Theory]
    [InlineData(AccountEventKind.SignInRefused, "passkey", "A sign-in with a passkey didn’t succeed")]
    [InlineData(AccountEventKind.SignInRefused, "GitHub", "A sign-in with GitHub didn’t succeed")]
    [InlineData(AccountEventKind.ReauthenticationRefused, "passkey", "A confirmation with a passkey didn’t succeed")]
    [InlineData(AccountEventKind.Reauthenticated, "passkey", "Confirmed it’s you with a passkey")]
    [InlineData(AccountEventKind.Reauthenticated, "GitHub", "Confirmed it’s you with GitHub")]
    [InlineData(AccountEventKind.Reauthenticated, "Gone", "Confirmed it’s you with Gone")] // a provider that is configured no more
    [Threat("NP-08")]
    public void A_confirmation_and_a_refusal_name_the_method(AccountEventKind kind, string method, string expected)
    {
        var happened = new AccountEvent { UserId = Guid.NewGuid(), At = DateTimeOffset.UnixEpoch, Kind = kind, Method = method };

        Assert.Equal(expected, AccountEventText.Of(happened, Directory).Sentence);
    }

    private string DetailOf(AccountEventKind kind, AccountEventDetail detail) => AccountEventText.DetailOf(Happened(kind, detail: detail), Models);

    private static AccountEvent Happened(AccountEventKind kind, Guid? actor = null, AccountEventDetail? detail = null) => new()
    {
        UserId = Guid.NewGuid(),
        At = DateTimeOffset.UnixEpoch,
        Kind = kind,
        Method = "GitHub",
        Detail = detail,
        ActorId = actor,
    };
}
