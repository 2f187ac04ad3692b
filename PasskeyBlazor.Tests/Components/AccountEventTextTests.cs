using PasskeyBlazor.Components;
using PasskeyBlazor.Components.Layout;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Tests.Components;

public sealed class AccountEventTextTests
{
    private static readonly ProviderDirectory Directory = new([new Provider("GitHub", "GitHub", TrustEmail: true)], []);

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
    public void A_passkey_s_name_is_in_quotes_and_what_the_app_says_is_not()
    {
        Assert.Equal("“Chrome”", AccountEventText.DetailOf(Named(AccountEventKind.PasskeyAdded)));
        Assert.Equal("“Chrome”", AccountEventText.DetailOf(Named(AccountEventKind.SignedIn, way: "passkey")));
        Assert.Equal("Chrome", AccountEventText.DetailOf(Named(AccountEventKind.SessionsEnded)));
        Assert.Equal("Chrome", AccountEventText.DetailOf(Named(AccountEventKind.IdentityLinked, way: "GitHub")));

        static AccountEvent Named(AccountEventKind kind, string? way = null) =>
            new() { UserId = Guid.NewGuid(), At = DateTimeOffset.UnixEpoch, Kind = kind, Method = way, Detail = "Chrome" };
    }

    [Fact]
    public void An_account_event_by_an_administrator_says_so()
    {
        Assert.Contains(Text.Activity_ByAdministrator, AccountEventText.DetailOf(Happened(AccountEventKind.Disabled, Guid.NewGuid())));
        Assert.DoesNotContain(Text.Activity_ByAdministrator, AccountEventText.DetailOf(Happened(AccountEventKind.Disabled)));
    }

    [Fact]
    public void An_account_event_says_whether_the_user_or_an_administrator_ended_the_sessions()
    {
        Assert.Equal(Text.Activity_SessionsEnded, AccountEventText.Of(Happened(AccountEventKind.SessionsEnded), Directory).Sentence);
        Assert.Equal(Text.Activity_SessionsEndedForThem, AccountEventText.Of(Happened(AccountEventKind.SessionsEnded, Guid.NewGuid()), Directory).Sentence);
    }

    private static AccountEvent Happened(AccountEventKind kind, Guid? actor = null) => new()
    {
        UserId = Guid.NewGuid(),
        At = DateTimeOffset.UnixEpoch,
        Kind = kind,
        Method = "GitHub",
        ActorId = actor,
    };
}
