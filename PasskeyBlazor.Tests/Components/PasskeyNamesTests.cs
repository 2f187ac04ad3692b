using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The names that pages show for the passkeys of one user.</summary>
public sealed class PasskeyNamesTests : IAsyncDisposable
{
    private static readonly Guid Unknown = new("11111111-2222-3333-4444-555555555555");
    private static readonly Guid WindowsHello = new("08987058-cadc-4b81-b6e1-30de50dcbe96");
    private static readonly Guid ICloud = new("fbfc3007-154e-4ecc-8c0b-6e020557d7bd");

    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Chrome", "Linux", "Chrome on Linux")]
    [InlineData(null, "Linux", "Linux")]
    [InlineData("Chrome", null, "Chrome")]
    [InlineData(null, null, "Passkey")]
    public void A_passkey_of_an_unknown_model_is_named_after_its_browser_and_system(string? browser, string? system, string expected) =>
        Assert.Equal([expected], Shown(Passkey(null, Unknown, browser, system)));

    [Theory]
    [InlineData("Security key", "Chrome", "Windows", false, "usb")]
    [InlineData("Security key", null, null, false, "nfc", "usb")]
    [InlineData("Security key", "Safari", "iOS", false, "smart-card")]
    [InlineData("Windows device", "Chrome", "Windows", false, "internal")]
    [InlineData("Linux device", null, "Linux", false, "internal")]
    [InlineData("Chrome", "Chrome", null, false, "internal")]
    [InlineData("Android device", "Chrome", "Android", false, "internal", "hybrid")]
    [InlineData("iPadOS device", "Safari", "iPadOS", false, "hybrid")]
    [InlineData("Phone", "Chrome", "Windows", false, "hybrid")] // the browser is of the computer
    [InlineData("Phone", null, null, false, "internal", "hybrid")]
    [InlineData("Chrome on Linux", "Chrome", "Linux", true, "internal")]
    [InlineData("Chrome on Linux", "Chrome", "Linux", true, "internal", "hybrid")]
    [InlineData("Passkey", null, null, true)]
    [InlineData("Firefox on Linux", "Firefox", "Linux", false)] // a browser that reports no transports
    [Threat("NP-01")]
    public void A_passkey_of_an_unknown_model_is_named_after_its_kind_and_place(string expected, string? browser, string? system, bool isSynced, params string[] transports)
    {
        foreach (var model in (Guid[])[Unknown, Guid.Empty])
        {
            var passkey = Passkey(null, model, browser, system, 1, isSynced, transports);

            Assert.Equal([expected], Shown(passkey));
            Assert.Equal(expected, PasskeyNames.Alone(AccountEventDetail.Of(passkey), Models)); // the same words in the activity
        }
    }

    [Fact]
    [Threat("NP-01")]
    public void A_synced_passkey_a_device_bound_one_and_a_security_key_never_share_a_name_not_even_with_a_number()
    {
        Passkey[] ofOneBrowser =
        [
            Passkey(null, Guid.Empty, "Chrome", "Linux", 1, true, "internal"), Passkey(null, Guid.Empty, "Chrome", "Linux", 2, false, "internal"),
            Passkey(null, Guid.Empty, "Chrome", "Linux", 3, false, "usb"), Passkey(null, Guid.Empty, "Chrome", "Linux", 4, false),
            Passkey(null, Guid.Empty, "Chrome", "Linux", 5, true, "internal"),
        ];
        Passkey[] ofOneModel =
        [
            Passkey(null, WindowsHello, day: 1, transports: "internal"), Passkey(null, WindowsHello, day: 2, isSynced: true, transports: "internal"),
            Passkey(null, WindowsHello, day: 3, isSynced: true, transports: "internal"), Passkey(null, WindowsHello, day: 4, transports: "internal"),
        ];
        ofOneModel[2].IsBackedUp = true;
        Passkey[] withoutAPlace = [Passkey(null, Guid.Empty, day: 1, isSynced: true), Passkey(null, Guid.Empty, day: 2)];

        Assert.Equal(["Chrome on Linux", "Linux device", "Security key", "Chrome on Linux · This device only", "Chrome on Linux (2)"], Shown(ofOneBrowser));
        Assert.Equal(["Windows Hello", "Windows Hello · Not synced yet", "Windows Hello · Synced", "Windows Hello (2)"], Shown(ofOneModel));
        Assert.Equal(["Passkey", "Passkey · This device only"], Shown(withoutAPlace));
    }

    [Fact]
    [Threat("NP-01")]
    public void An_operator_s_name_of_the_longest_length_still_says_what_the_passkey_is()
    {
        var one = Passkey(null, Guid.Empty, "x", new string('x', 95), day: 1);
        var other = Passkey(null, Guid.Empty, "x", new string('x', 95), day: 2, isSynced: true);

        var names = Shown(one, other).ToList();

        Assert.EndsWith(" · Not synced yet", names[1], StringComparison.Ordinal);
        Assert.All(names, name => Assert.InRange(name.Length, 1, UserPasskeys.MaxNameLength));
    }

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

    private static Passkey Passkey(string? name, Guid aaguid, string? browser = null, string? system = null, int day = 1, bool isSynced = false, params string[] transports) => new()
    {
        UserId = Guid.NewGuid(),
        CredentialId = [1],
        PublicKey = [1],
        Name = name,
        Aaguid = aaguid,
        AttestationFormat = "none",
        IsBackupEligible = isSynced,
        Transports = transports,
        Browser = browser,
        System = system,
        CreatedAt = Accounts.Start.AddDays(day),
    };
}
