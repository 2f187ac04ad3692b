using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>The operator can allow linking without a question, if both providers have authority over the address.</summary>
public class EmailOwnersTests : IAsyncDisposable
{
    private readonly FakeProvider home = new();
    private readonly FakeProvider more = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, true, true, true)]
    [InlineData(false, true, true, false)] // the operator does not want it
    [InlineData(true, false, true, false)] // the stored provider has no authority over the address
    [InlineData(true, true, false, false)] // the new provider says that the address is not verified
    [Threat("OA-08", "OA-09")]
    public async Task Linking_requires_a_setting_and_2_verified_addresses(bool isWanted, bool isStoredTrusted, bool isVerified, bool links)
    {
        await using var app = App(isWanted, isStoredTrusted);
        using var browser = app.Browser();
        var ada = await SignInAsync(browser, "Home");
        more.Claims["email"] = home.Email;
        more.Claims["email_verified"] = isVerified;
        using var elsewhere = app.Browser();

        var arrived = await SignInAsync(elsewhere, "More");

        Assert.Equal(links, arrived?.UserId == ada!.UserId);
        await using var db = app.OpenDatabase();
        var told = await db.AccountEvents.SingleOrDefaultAsync(a => a.UserId == ada.UserId && a.Kind == AccountEventKind.IdentityLinkedByEmail, Cancel);
        Assert.Equal(links, told is not null);
        Assert.Equal(links ? 2 : 1, await db.ExternalIdentities.CountAsync(i => i.UserId == ada.UserId, Cancel));
    }

    [Theory]
    [InlineData("GitHub", "needs Authentication:GitHub:TrustEmail")]
    [InlineData("Auth0", "needs Authentication:Auth0:TrustEmail")]
    [InlineData("Microsoft", "is not possible")] // a personal account there holds any address that was verified once
    [InlineData("Facebook", "is not possible")]
    [InlineData("Twitter", "is not possible")]
    public async Task A_provider_that_has_no_authority_over_its_addresses_cannot_link(string name, string sentence)
    {
        await using var accounts = new Accounts(Keys(name));

        Assert.Contains(sentence, Assert.Single(accounts.Get<ProviderDirectory>().Mistakes));
    }

    [Fact]
    [Threat("OA-10")]
    public async Task A_recycled_address_at_one_provider_still_causes_a_question()
    {
        await using var app = App(isWanted: true, isStoredTrusted: true);
        using var browser = app.Browser();
        more.Name("before");
        var ada = await SignInAsync(browser, "More");
        var address = more.Email;
        more.Name("after"); // the same address, recycled
        more.Claims["email"] = address;
        using var elsewhere = app.Browser();

        Assert.Null(await SignInAsync(elsewhere, "More"));

        await using var db = app.OpenDatabase();
        Assert.Equal("before", (await db.ExternalIdentities.SingleAsync(i => i.UserId == ada!.UserId, Cancel)).Subject);
    }

    [Fact]
    public async Task A_provider_that_has_authority_over_its_addresses_can_link()
    {
        await using var accounts = new Accounts(Keys("Google"));

        Assert.True(Assert.Single(accounts.Get<ProviderDirectory>().All).LinksByEmail);
    }

    public async ValueTask DisposeAsync()
    {
        await home.DisposeAsync();
        await more.DisposeAsync();
    }

    private static (string, string)[] Keys(string name) =>
    [
        ($"Authentication:{name}:ClientId", "x"), ($"Authentication:{name}:ClientSecret", "y"), ($"Authentication:{name}:LinkByEmail", "true"),
        .. name == "Auth0" ? [("Authentication:Auth0:Authority", "https://tenant.example")] : Array.Empty<(string, string)>(),
    ];

    private TestApp App(bool isWanted, bool isStoredTrusted) => new()
    {
        Settings = home.Settings("Home", ("TrustEmail", $"{isStoredTrusted}")).Concat(more.Settings("More", ("LinkByEmail", $"{isWanted}"))).ToDictionary(),
    };

    private static async Task<PasskeyBlazor.Sessions.SignedIn?> SignInAsync(HttpClient browser, string scheme)
    {
        using var end = await browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = scheme });

        return await browser.WhoAsync();
    }
}
