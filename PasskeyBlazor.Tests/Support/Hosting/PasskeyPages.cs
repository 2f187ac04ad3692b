using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>A browser's and its authenticator's actions with passkeys, with HTTP only.</summary>
public static partial class PasskeyPages
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An authenticator in a browser that is at the app.</summary>
    public static SoftwareAuthenticator Authenticator(this TestApp app) => new() { Origin = app.Address.GetLeftPart(UriPartial.Authority) };

    /// <summary>Registers as the circuit does; these tests do not cover the socket.</summary>
    public static async Task<Passkey> AddPasskeyAsync(this TestApp app, SignedIn signedIn, SoftwareAuthenticator authenticator)
    {
        var ceremony = app.Services.GetRequiredService<RegistrationCeremony>();
        var started = (await ceremony.BeginAsync(signedIn.SessionId, cancellationToken: Cancel)).Value;

        return (await ceremony.CompleteAsync(signedIn.SessionId, started.State, authenticator.Create(started.OptionsJson), Cancel)).Value;
    }

    /// <summary>Begins a ceremony with the sign-in page, or as its script renews it for a signed-in person.</summary>
    public static async Task<StartedCeremony> BeginSignInAsync(this HttpClient browser)
    {
        using var page = await browser.GetAsync("/sign-in", Cancel);
        var form = Form().Match(await page.Content.ReadAsStringAsync(Cancel));

        return form.Success
            ? new StartedCeremony(WebUtility.HtmlDecode(form.Groups["options"].Value), WebUtility.HtmlDecode(form.Groups["state"].Value))
            : await browser.GetOptionsAsync();
    }

    /// <summary>Begins a ceremony as the sign-in page's script does when it renews its options.</summary>
    public static async Task<StartedCeremony> GetOptionsAsync(this HttpClient browser) =>
        (await browser.GetFromJsonAsync<StartedCeremony>("/session/passkey/options", Cancel))!;

    /// <summary>Opens the confirmation page and begins a ceremony with it.</summary>
    public static async Task<StartedCeremony> BeginReauthenticationAsync(this HttpClient browser, string returnUrl = "/passkeys")
    {
        var form = Form().Match(await browser.GetStringAsync($"/confirm?returnUrl={returnUrl}", Cancel));

        return new StartedCeremony(WebUtility.HtmlDecode(form.Groups["options"].Value), WebUtility.HtmlDecode(form.Groups["state"].Value));
    }

    /// <summary>Begins a confirmation as the page's script does when it renews its options, even before one is needed.</summary>
    public static async Task<StartedCeremony> GetConfirmationOptionsAsync(this HttpClient browser) =>
        (await browser.GetFromJsonAsync<StartedCeremony>("/session/confirm/options", Cancel))!;

    /// <summary>Posts the same as the page's script.</summary>
    public static Task<HttpResponseMessage> PostPasskeyAsync(
        this HttpClient browser, string state, string credential, bool stay = false, string returnUrl = "/") =>
        browser.PostFormAsync("/sign-in", "/session/passkey", new Dictionary<string, string>
        {
            ["state"] = state,
            ["credential"] = credential,
            ["returnUrl"] = returnUrl,
            ["stay"] = stay ? "true" : "false",
        });

    /// <summary>Signs in with the authenticator's passkey, from beginning to end.</summary>
    public static async Task<HttpResponseMessage> SignInWithPasskeyAsync(
        this HttpClient browser, SoftwareAuthenticator authenticator, bool stay = false, string returnUrl = "/")
    {
        var started = await browser.BeginSignInAsync();

        return await browser.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson), stay, returnUrl);
    }

    [GeneratedRegex("""data-options="(?<options>[^"]+)" data-state="(?<state>[^"]+)" """)]
    private static partial Regex Form();
}
