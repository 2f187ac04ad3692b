using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

/// <summary>The offer of a passkey after a sign-in through a provider, over HTTP.</summary>
public sealed class PasskeyOfferTests : IAsyncDisposable
{
    private const string Edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";

    private readonly TestApp app = new() { Settings = { ["Passkeys:Offer"] = "true" } };
    private readonly HttpClient browser;

    public PasskeyOfferTests()
    {
        browser = app.Browser();
        browser.DefaultRequestHeaders.UserAgent.ParseAdd(Edge);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/protected")]
    [InlineData("/activity?before=1")]
    public async Task After_a_sign_in_the_offer_comes_and_leads_to_where_the_person_was_going(string returnUrl)
    {
        Assert.Equal($"/passkeys/add?returnUrl={Uri.EscapeDataString(returnUrl)}&offer=true", await SignInAsync("true", returnUrl));

        Assert.Equal(returnUrl, await PressAsync("/session/passkeys/offer/later", returnUrl));
        Assert.Equal(returnUrl, await SignInAsync("true", returnUrl)); // it waits
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("false")]
    [InlineData("TRUE")]
    [InlineData("nonsense")]
    public async Task Without_the_word_of_the_browser_there_is_no_offer(string? canCreate) => Assert.Equal("/protected", await SignInAsync(canCreate, "/protected"));

    [Fact]
    public async Task The_setting_undoes_the_answer()
    {
        await SignInAsync("true", "/");
        await PressAsync("/session/passkeys/offer/never", "/");
        Assert.Equal("/", await SignInAsync("true", "/"));
        Assert.Contains("Off for this kind of device.", await browser.GetStringAsync("/passkeys", Cancel));

        Assert.Equal("/passkeys", await PressAsync("/session/passkeys/offer/allow", "/passkeys"));

        Assert.Contains("On for this kind of device", await browser.GetStringAsync("/passkeys", Cancel));
        Assert.Contains("offer=true", await SignInAsync("true", "/"));
    }

    [Fact]
    public async Task A_press_on_the_page_saves_the_passkey_and_the_person_goes_on()
    {
        using var authenticator = app.Authenticator();
        await SignInAsync("true", "/protected");
        var before = await app.KeptRowsAsync();

        using var end = await AddAsync(authenticator, "/protected");

        Assert.StartsWith("/passkeys/add?returnUrl=%2Fprotected&added=", end.RequestMessage!.RequestUri!.PathAndQuery, StringComparison.Ordinal);
        var page = await end.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("Passkey added: ", page);
        Assert.Contains("href=\"/protected\"", page);
        Assert.Single((await app.KeptRowsAsync()).Except(before), row => row.StartsWith("passkey ", StringComparison.Ordinal));
        Assert.Equal("/protected", await SignInAsync("true", "/protected")); // it has one on this system now
    }

    /// <summary>The offer speaks of this device, so the browser need not ask where. The person who opens the page by themselves may have another one.</summary>
    [Theory]
    [InlineData("/passkeys/add?offer=true", "platform")]
    [InlineData("/passkeys/add", null)]
    public async Task Only_the_offer_asks_for_a_passkey_of_this_device(string path, string? attachment)
    {
        await SignInAsync("true", "/");

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync(path, Cancel));

        Assert.Equal(attachment is not null, page.Contains($"\"authenticatorAttachment\":\"platform\"", StringComparison.Ordinal));
        Assert.Contains("\"challenge\":", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("of another session")]
    [InlineData("spent")]
    [InlineData("bent")]
    public async Task An_answer_that_is_not_accepted_saves_nothing_and_says_why(string answer)
    {
        using var authenticator = app.Authenticator();
        await SignInAsync("true", "/protected");
        var (options, state) = await OptionsAsync();
        var credential = authenticator.Create(options);
        if (answer == "of another session")
        {
            await SignInAsync(null, "/"); // the same person again
        }

        if (answer == "spent")
        {
            using var first = await PostAsync(state, credential, "/protected");
        }

        using var end = await PostAsync(state, answer == "bent" ? credential.Replace("\"type\":\"public-key\"", "\"type\":\"other\"", StringComparison.Ordinal) : credential, "/protected");

        Assert.Contains("failure=", end.RequestMessage!.RequestUri!.Query);
        Assert.Contains("class=\"message", await end.Content.ReadAsStringAsync(Cancel));
        await using var db = app.OpenDatabase();
        Assert.Equal(answer == "spent" ? 1 : 0, await db.Passkeys.CountAsync(Cancel));
    }

    [Fact]
    public async Task Without_a_session_each_form_leads_to_the_sign_in()
    {
        await SignInAsync("true", "/");
        await using (var db = app.OpenDatabase())
        {
            await db.Sessions.ExecuteDeleteAsync(Cancel);
        }

        foreach (var address in (string[])["add", "offer/later", "offer/never", "offer/allow"])
        {
            using var end = await browser.PostFormAsync("/sign-in", $"/session/passkeys/{address}", new Dictionary<string, string> { ["returnUrl"] = "/protected", ["credential"] = "{}" });

            Assert.Equal(HttpStatusCode.OK, end.StatusCode);
            Assert.Equal("/sign-in", end.RequestMessage!.RequestUri!.AbsolutePath);
        }
    }

    [Fact]
    public async Task An_offer_does_not_lead_to_another_one_and_does_not_come_back_after_an_answer()
    {
        const string Page = "/passkeys/add?returnUrl=%2Fprotected&offer=true";
        Assert.Equal(Page, await SignInAsync("true", Page));

        await PressAsync("/session/passkeys/offer/later", "/protected");
        using var back = await browser.GetAsync(Page, Cancel);

        Assert.Equal("/protected", back.RequestMessage!.RequestUri!.PathAndQuery);
    }

    [Fact]
    public async Task The_operator_can_switch_the_offer_off()
    {
        await using var off = new TestApp { Settings = { ["Passkeys:Offer"] = "false" } };
        using var visitor = off.Browser();

        Assert.Equal("/protected", await SignInAsync("true", "/protected", visitor));
        Assert.DoesNotContain("Offer a passkey", await visitor.GetStringAsync("/passkeys", Cancel));
    }

    [Theory]
    [InlineData(true, "true", "hybrid", "internal")]
    [InlineData(false, "true", "hybrid", "usb")]
    [InlineData(false, "true", "usb", "nfc")]
    [InlineData(false, "", "hybrid", "internal")] // the passkey is of this device
    public async Task A_passkey_of_a_phone_offers_one_here(bool isOffered, string canCreate, params string[] transports)
    {
        using var phone = app.Authenticator();
        await SignInAsync(null, "/");
        var (options, state) = await OptionsAsync();
        using (var added = await PostAsync(state, phone.Create(options, made => made.Transports = transports), "/"))
        {
            Assert.Contains("added=", added.RequestMessage!.RequestUri!.Query);
        }

        await using (var db = app.OpenDatabase())
        {
            await db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.System, "Android"), Cancel);
        }

        using var here = app.Browser(followRedirects: false);
        var started = await here.BeginSignInAsync();
        using var end = await here.PostFormAsync("/sign-in", "/session/passkey", new Dictionary<string, string>
        {
            ["state"] = started.State,
            ["credential"] = phone.Get(started.OptionsJson),
            ["returnUrl"] = "/protected",
            ["canCreate"] = canCreate,
        });

        Assert.Equal(isOffered ? "/passkeys/add?returnUrl=%2Fprotected&offer=true" : "/protected", end.Headers.Location?.OriginalString);
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
    }

    /// <returns>Where the person is after the sign-in.</returns>
    private async Task<string> SignInAsync(string? canCreate, string returnUrl, HttpClient? visitor = null)
    {
        visitor ??= browser;
        if (await visitor.WhoAsync() is not null)
        {
            (await visitor.PostFormAsync("/", "/session/end")).Dispose();
        }

        var fields = new Dictionary<string, string> { ["provider"] = "Development", ["returnUrl"] = returnUrl };
        if (canCreate is not null)
        {
            fields["canCreate"] = canCreate;
        }

        using var chooser = await visitor.PostFormAsync("/sign-in", "/session/provider", fields);
        using var end = await visitor.ChooseAsync(chooser, "ada");

        return end.RequestMessage!.RequestUri!.PathAndQuery;
    }

    private async Task<string> PressAsync(string address, string returnUrl)
    {
        using var end = await browser.PostFormAsync("/passkeys", address, new Dictionary<string, string> { ["returnUrl"] = returnUrl });

        return end.RequestMessage!.RequestUri!.PathAndQuery;
    }

    private async Task<HttpResponseMessage> AddAsync(SoftwareAuthenticator authenticator, string returnUrl)
    {
        var (options, state) = await OptionsAsync();

        return await PostAsync(state, authenticator.Create(options), returnUrl);
    }

    private async Task<(string Options, string State)> OptionsAsync()
    {
        var page = await browser.GetStringAsync("/passkeys/add?offer=true", Cancel);

        return (HttpPages.AttributeOf(page, "data-options"), HttpPages.AttributeOf(page, "data-state"));
    }

    private Task<HttpResponseMessage> PostAsync(string state, string credential, string returnUrl) =>
        browser.PostFormAsync("/passkeys", "/session/passkeys/add", new Dictionary<string, string>
        {
            ["state"] = state,
            ["credential"] = credential,
            ["returnUrl"] = returnUrl,
            ["offer"] = "true",
        });
}
