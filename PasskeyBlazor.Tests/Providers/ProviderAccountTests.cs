using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A provider's answer opens the account of its subject, and no text in it opens another.</summary>
public class ProviderAccountTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    [Threat("OA-08")]
    public async Task A_person_who_claims_another_s_address_gets_a_new_account_without_it(bool? verified)
    {
        var ada = await SignedInAsync(Browser);
        var before = await RowsOfAsync(ada);

        Provider.Name(Guid.NewGuid().ToString("N"));
        Provider.Claims["email"] = ada.Email;
        Provider.Claims["email_verified"] = verified;
        using var elsewhere = App.Browser(followRedirects: false);
        var other = await SignedInAsync(elsewhere);

        Assert.Null(other.Email);
        Assert.NotEqual(ada.UserId, other.UserId);
        Assert.Equal(before, await RowsOfAsync(ada)); // and Ada's account did not change
    }

    [Theory]
    [InlineData("caf\u00e9", "cafe\u0301")] // composed and not
    [InlineData("ada1", "ada\uff11")]
    [InlineData("ada", "\u0430d\u0430")] // Cyrillic
    [InlineData("stra\u00dfe", "strasse")]
    [InlineData("\u0130d", "id")]
    [InlineData("ada", "ada\u200b")]
    [InlineData("7", "07")]
    [InlineData("ada", "ada,grace")]
    [Threat("OA-10")]
    public async Task Subjects_that_look_alike_are_different_people(string one, string other)
    {
        Provider.Name(Subject + one);
        var ada = await SignedInAsync(Browser);
        Provider.Name(Subject + other);
        using var elsewhere = App.Browser(followRedirects: false);

        Assert.NotEqual(ada.UserId, (await SignedInAsync(elsewhere)).UserId);
    }

    [Theory]
    [InlineData("ada@example.org,mallory@example.org")]
    [InlineData("ada@example.org;mallory@example.org")]
    [InlineData("ada@example.org mallory@example.org")]
    [Threat("OA-10")]
    public async Task A_list_of_addresses_is_no_address(string said)
    {
        Provider.Claims["email"] = said;

        Assert.Null((await SignedInAsync(Browser)).Email);
    }

    [Fact]
    [Threat("OA-17")]
    public async Task A_sign_in_over_another_person_s_session_ends_that_session()
    {
        var ada = await SignedInAsync(Browser);
        using var copy = Thief();

        Provider.Name(Guid.NewGuid().ToString("N"));
        var grace = await SignedInAsync(Browser);

        Assert.NotEqual((ada.UserId, ada.SessionId), (grace.UserId, grace.SessionId));
        Assert.Null(await copy.WhoAsync());
        await using var db = App.OpenDatabase();
        Assert.False(await db.Sessions.AnyAsync(s => s.Id == ada.SessionId, Cancel));
    }

    [Fact]
    [Threat("OA-17")]
    public async Task A_failed_sign_in_leaves_the_signed_in_person_s_session_unchanged()
    {
        var ada = await SignedInAsync(Browser);
        Provider.Name(Guid.NewGuid().ToString("N"));
        Provider.Algorithm = "none";

        using var end = await ContinueAsync();

        Assert.Contains("failure=ProviderFailed", end.Headers.Location!.OriginalString);
        Assert.Equal(ada.SessionId, (await Browser.WhoAsync())!.SessionId);
    }

    [Fact]
    [Threat("OA-09", "OA-19")]
    public async Task An_account_that_a_stranger_prepared_with_an_address_and_a_passkey_stays_the_stranger_s()
    {
        Provider.Claims["email"] = "victim@example.org";
        Provider.Claims["email_verified"] = false;
        var mallory = await SignedInAsync(Browser);
        using var authenticator = App.Authenticator();
        await App.AddPasskeyAsync(mallory, authenticator);

        Provider.Name(Guid.NewGuid().ToString("N"));
        Provider.Claims["email"] = "victim@example.org";
        using var home = App.Browser(followRedirects: false);
        var victim = await SignedInAsync(home);
        using var later = App.Browser(followRedirects: false);
        using var end = await later.SignInWithPasskeyAsync(authenticator);

        Assert.Equal(mallory.UserId, (await later.WhoAsync())!.UserId);
        Assert.NotEqual(mallory.UserId, victim.UserId);
        Assert.Equal("victim@example.org", victim.Email); // the verified address counts, not who came first
        Assert.Empty(await App.Services.GetRequiredService<UserPasskeys>().ListAsync(victim.UserId, Cancel));
    }

    [Fact]
    [Threat("OA-16")]
    public async Task UserInfo_values_of_a_megabyte_are_cut_or_left_out()
    {
        Provider.Claims = new() { ["sub"] = Subject };
        Provider.UserInfo = new JsonObject
        {
            ["sub"] = Subject,
            ["name"] = new string('A', 1_000_000),
            ["email"] = new string('a', 1_000_000) + "@example.org",
            ["picture"] = "https://pictures.example/" + new string('a', 1_000_000),
            ["email_verified"] = new string('t', 1_000_000),
        };

        var ada = await SignedInAsync(Browser);

        Assert.Equal((new string('A', 100), null, null), (ada.Name, ada.Email, ada.PictureUrl));
    }

    [Fact]
    [Threat("OA-16")]
    public async Task The_app_never_fetches_a_picture()
    {
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        Provider.Claims["picture"] = $"https://127.0.0.1:{((IPEndPoint)inside.LocalEndpoint).Port}/latest/meta-data";

        var ada = await SignedInAsync(Browser);
        var page = await Browser.GetStringAsync("/account", Cancel);

        Assert.Contains(ada.PictureUrl!, page); // only the browser fetches it
        Assert.False(inside.Pending());
    }

    private async Task<SignedIn> SignedInAsync(HttpClient browser)
    {
        using var end = await ContinueAsync(browser: browser);

        return (await browser.WhoAsync())!;
    }

    private async Task<IReadOnlyList<string>> RowsOfAsync(SignedIn signedIn) =>
        [.. (await App.KeptRowsAsync()).Where(row => row.Contains($"{signedIn.UserId}", StringComparison.Ordinal))];
}
