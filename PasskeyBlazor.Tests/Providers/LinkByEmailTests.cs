using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>What an operator can allow: that nobody is asked, where both providers are the last word on the address.</summary>
public sealed class LinkByEmailTests : IAsyncDisposable
{
    private readonly FakeProvider home = new();
    private readonly FakeProvider more = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, true, true, true)]
    [InlineData(false, true, true, false)] // not wanted
    [InlineData(true, false, true, false)] // the stored word is not the last one, so the address is not known to be anybody's
    [InlineData(true, true, false, false)] // the arriving one says that it is not verified
    [Threat("OA-08", "OA-09")]
    public async Task It_takes_the_operator_s_wish_and_two_verified_addresses(bool isWanted, bool isStoredTrusted, bool isVerified, bool links)
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
        var told = await db.Activities.SingleOrDefaultAsync(a => a.UserId == ada.UserId && a.Kind == ActivityKind.IdentityLinkedByEmail, Cancel);
        Assert.Equal(links, told is not null);
        Assert.Equal(links ? 2 : 1, await db.ExternalIdentities.CountAsync(i => i.UserId == ada.UserId, Cancel));
    }

    [Theory]
    [InlineData("GitHub", "needs Authentication:GitHub:TrustEmail")]
    [InlineData("Auth0", "needs Authentication:Auth0:TrustEmail")]
    [InlineData("Microsoft", "is not possible")] // a personal account there holds any address that was verified once
    [InlineData("Facebook", "is not possible")]
    [InlineData("Twitter", "is not possible")]
    public async Task A_provider_whose_word_is_not_the_last_one_cannot_link(string name, string sentence)
    {
        await using var accounts = new Accounts(Keys(name));

        Assert.Contains(sentence, Assert.Single(accounts.Get<ProviderDirectory>().Mistakes));
    }

    [Fact]
    [Threat("OA-10")]
    public async Task An_address_that_one_provider_gave_to_somebody_else_is_asked_about_all_the_same()
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
    public async Task A_provider_that_speaks_for_its_addresses_can()
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
