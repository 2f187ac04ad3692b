using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The names that pages show for the passkeys of one user.</summary>
public sealed class PasskeyNamesTests : IAsyncDisposable
{
    private static readonly Guid ICloud = new("fbfc3007-154e-4ecc-8c0b-6e020557d7bd");

    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Chrome", "Linux", "Passkey · Chrome on Linux")]
    [InlineData(null, "Linux", "Passkey · Linux")]
    [InlineData("Chrome", null, "Passkey · Chrome")]
    [InlineData(null, null, "Passkey")]
    public void A_passkey_of_an_unknown_model_is_named_after_its_browser_and_system(string? browser, string? system, string expected) =>
        Assert.Equal([expected], Shown(Passkey(null, new Guid("11111111-2222-3333-4444-555555555555"), browser, system)));

    [Fact]
    public void A_known_model_names_the_passkey_wherever_it_was_created() =>
        Assert.Equal(["iCloud Keychain"], Shown(Passkey(null, ICloud, "Chrome", "Linux")));

    [Fact]
    public void Similar_passkeys_are_numbered_from_the_second_on_in_the_order_of_their_creation_however_they_are_listed()
    {
        var (first, second, third) = (Passkey(null, ICloud, day: 1), Passkey(null, ICloud, day: 2), Passkey(null, ICloud, day: 3));

        Assert.Equal(["iCloud Keychain (3)", "iCloud Keychain (2)", "iCloud Keychain"], Shown(third, second, first));
    }

    [Fact]
    public void A_typed_name_stays_as_it_is_and_the_made_names_avoid_it()
    {
        var (older, newer) = (Passkey(null, ICloud, day: 1), Passkey("icloud keychain", ICloud, day: 2));
        var other = Passkey("iCloud Keychain (2)", Guid.Empty, day: 3);

        Assert.Equal(["iCloud Keychain (3)", "icloud keychain", "iCloud Keychain (2)"], Shown(older, newer, other));
    }

    [Fact]
    public void A_passkey_that_was_removed_meanwhile_still_has_a_name() =>
        Assert.Equal("iCloud Keychain", new PasskeyNames([], Models).Of(Passkey(null, ICloud)));

    [Fact]
    [Threat("CR-13")]
    public async Task A_name_that_a_person_typed_is_stored_and_one_that_the_page_made_is_not()
    {
        var ada = await accounts.SignInAsync();
        await accounts.AddPasskeyAsync(await accounts.SignInAsync("Grace")); // another user's names do not count
        var first = await accounts.AddPasskeyAsync(ada);
        var second = await accounts.AddPasskeyAsync(ada);
        Assert.Equal("Google Password Manager (2)", await accounts.ShownNameAsync(second));

        await accounts.Passkeys.RenameAsync(ada.Id, second.Id, "Google Password Manager", Cancel);

        Assert.Equal("Google Password Manager", await accounts.ShownNameAsync(second));
        Assert.Equal("Google Password Manager (2)", await accounts.ShownNameAsync(first));
        Assert.Equal(["Google Password Manager", null], (await accounts.Passkeys.ListAsync(ada.UserId, Cancel)).Select(p => p.Name).OrderBy(n => n is null));
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private AuthenticatorCatalog Models => accounts.Get<AuthenticatorCatalog>();

    private IEnumerable<string> Shown(params Passkey[] all) => all.Select(new PasskeyNames(all, Models).Of);

    private static Passkey Passkey(string? name, Guid aaguid, string? browser = null, string? system = null, int day = 1) => new()
    {
        UserId = Guid.NewGuid(),
        CredentialId = [1],
        PublicKey = [1],
        Name = name,
        Aaguid = aaguid,
        AttestationFormat = "none",
        Browser = browser,
        System = system,
        CreatedAt = Accounts.Start.AddDays(day),
    };
}
