using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// The app is at localhost and a provider at 127.0.0.1: two sites for a browser, as in production. One shared host would hide
/// what happens to cookies on the return from the provider. The other site's pages also try what hostile pages would try.
/// </summary>
public sealed class OtherSiteTests(BrowserFixture browser, FakeProvider provider) : BrowserTest(browser), IClassFixture<FakeProvider>
{
    [Fact]
    public async Task A_provider_on_another_site_signs_the_person_in_and_later_a_passkey_alone_does()
    {
        var ada = await OpenBrowserAtProviderAsync();

        await ada.OpenAsync("/protected?from=mail");
        await ada.PressAsync("Continue with Fake Provider");
        await ada.FollowAsync("Go back");
        await ada.IsAtAsync("/protected?from=mail");
        var before = await ada.WhoAsync();
        await ada.OpenAsync("/");
        await ada.CreatePasskeyAsync();
        await ada.SignOutAsync();

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync("Ada");
        Assert.Equal(before.UserId, (await ada.WhoAsync()).UserId);
    }

    [Fact]
    public async Task The_browser_sends_lax_cookies_with_the_provider_s_answer_and_no_strict_cookies()
    {
        var ada = await OpenBrowserAtProviderAsync();
        await ada.OpenAsync("/sign-in");
        await ada.Page.EvaluateAsync("document.cookie = 'strict=1; SameSite=Strict'; document.cookie = 'lax=1; SameSite=Lax'");

        await ada.PressAsync("Continue with Fake Provider");
        var answer = ada.Page.WaitForRequestAsync("**/signin-oidc-fake?*");
        await ada.FollowAsync("Go back");
        var sent = await (await answer).HeaderValueAsync("Cookie");

        await ada.IsSignedInAsync("Ada");
        Assert.Contains("lax=1", sent, StringComparison.Ordinal);
        Assert.Contains("passkeyblazor-correlation.", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("strict=1", sent, StringComparison.Ordinal); // so these are really two sites
    }

    [Fact]
    public async Task Cancelling_on_another_site_leaves_every_sign_in_method_available()
    {
        var ada = await OpenBrowserAtProviderAsync();
        provider.BendAnswer = answer => (answer["error"], answer["code"]) = ("access_denied", null);

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Continue with Fake Provider");
        await ada.FollowAsync("Go back");
        await Expect(ada.Page.GetByText("You cancelled at the provider.")).ToBeVisibleAsync();

        provider.Name("ada");
        await ada.PressAsync("Continue with Fake Provider");
        await ada.FollowAsync("Go back");
        await ada.IsAtAsync("/account");
    }

    [Fact]
    [Threat("WB-03")]
    public async Task The_error_text_of_a_provider_is_not_repeated()
    {
        var ada = await OpenBrowserAtProviderAsync();
        var said = string.Join(' ', ScriptPayloads.All.Take(10));
        provider.BendAnswer = answer => (answer["error"], answer["error_description"], answer["error_uri"], answer["code"]) = (said, said, said, null);

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Continue with Fake Provider");
        await ada.FollowAsync("Go back");

        await Expect(ada.Page.GetByText("The provider’s answer could not be used.")).ToBeVisibleAsync();
        await ada.HasAllOfThePageAsync();
        Assert.DoesNotContain("hit(", await ada.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [Threat("WB-02")]
    public async Task A_page_of_another_site_cannot_open_a_socket_even_if_the_person_is_signed_in()
    {
        var ada = await OpenBrowserAtProviderAsync();
        await ada.SignInQuicklyAsync();
        await ada.Page.GotoAsync($"{provider.Issuer}/authorize?redirect_uri=/");
        ada.Allow("/_blazor", "the socket is refused");

        var ending = await ada.Page.EvaluateAsync<string>(
            """
            address => new Promise(resolve => {
                const socket = new WebSocket(address);
                socket.onopen = () => resolve('open');
                socket.onerror = () => resolve('refused');
            })
            """,
            new UriBuilder(App.Address) { Scheme = "ws", Path = "/_blazor" }.Uri.AbsoluteUri);

        Assert.Equal("refused", ending);
        Assert.Contains(App.Log, line => line.Contains("a page of another site sent it: GET /_blazor", StringComparison.Ordinal));
    }

    [Theory]
    [Threat("WB-08", "WB-10")]
    [InlineData("/sign-in")]
    [InlineData("/passkeys")]
    [InlineData("/policy")]
    public async Task A_page_cannot_be_shown_in_a_frame(string path)
    {
        var ada = await OpenBrowserAtProviderAsync();
        await ada.SignInQuicklyAsync();
        await ada.Page.GotoAsync($"{provider.Issuer}/authorize?redirect_uri=/");
        ada.Allow("frame-ancestors|X-Frame-Options", "that it is not shown is said on the console");

        var refusal = ada.Page.WaitForConsoleMessageAsync(new() { Predicate = said => said.Text.Contains("frame-ancestors", StringComparison.Ordinal) });
        await ada.Page.EvaluateAsync(
            "address => { const frame = document.body.appendChild(document.createElement('iframe')); frame.allow = 'publickey-credentials-get *'; frame.src = address; }",
            new Uri(App.Address, path).AbsoluteUri);
        await refusal;

        // The browser reports the refusal before the frame has left its empty page.
        var shown = await Eventually.SeeAsync(() => Task.FromResult(ada.Page.Frames[^1].Url), address => address != "about:blank", "what the frame shows");
        Assert.Equal("chrome-error://chromewebdata/", shown);
    }

    [Fact]
    [Threat("WB-10")]
    public async Task A_frame_on_our_page_may_not_ask_for_a_passkey()
    {
        var ada = await OpenBrowserAtProviderAsync();
        ada.Allow("violates|Framing", "such a frame is refused twice: by what a page may show, and by what a frame may do");

        await ada.OpenAsync("/policy");
        var allowed = await ada.Page.EvaluateAsync<string[]>(
            """
            address => {
                const frame = document.body.appendChild(document.createElement('iframe'));
                frame.src = address;
                frame.allow = 'publickey-credentials-get *; publickey-credentials-create *';
                return frame.featurePolicy.allowedFeatures().filter(name => name.startsWith('publickey'));
            }
            """,
            provider.Issuer);

        Assert.Empty(allowed);
    }

    protected override TestApp MakeApp()
    {
        provider.Host = "127.0.0.1";
        provider.ShowsPage = true;
        provider.Name("ada");

        return new() { Settings = provider.Settings() };
    }

    private async Task<Person> OpenBrowserAtProviderAsync()
    {
        var person = await OpenBrowserAsync();
        person.Allow($"A request to another host: {Regex.Escape(provider.Issuer)}/", "the provider is one");

        return person;
    }
}
