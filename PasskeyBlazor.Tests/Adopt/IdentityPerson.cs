using System.Buffers.Text;
using System.Net;
using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>A person with a browser and an authenticator, at the pages that the template of Identity has. HTTP only.</summary>
internal sealed partial class IdentityPerson : IDisposable
{
    public const string Password = "Correct-horse-1";

    private const string Login = "/Account/Login", Passkeys = "/Account/Manage/Passkeys";

    private readonly CookieContainer cookies;
    private readonly HttpClient browser;
    private readonly Uri address;
    private readonly SoftwareAuthenticator authenticator;

    /// <param name="address">Where the app listens.</param>
    /// <param name="authenticator">The caller disposes it.</param>
    /// <param name="origin">Where the browser opened the app; null for the address.</param>
    /// <param name="cookies">Of another browser; null for none.</param>
    public IdentityPerson(Uri address, SoftwareAuthenticator authenticator, string? origin = null, CookieContainer? cookies = null)
    {
        this.address = address;
        this.cookies = cookies ?? new CookieContainer();
        this.authenticator = authenticator;
        Origin = origin ?? address.GetLeftPart(UriPartial.Authority);
        browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = this.cookies }) { BaseAddress = address };
        browser.DefaultRequestHeaders.Add("Origin", Origin);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Origin { get; }

    public async Task SignUpAsync(string email)
    {
        using var registered = await PostAsync(await OpenAsync("/Account/Register"), "/Account/Register", new()
        {
            ["_handler"] = "register",
            ["Input.Email"] = email,
            ["Input.Password"] = Password,
            ["Input.ConfirmPassword"] = Password,
        });
        var confirmation = await OpenAsync(registered.Headers.Location!.ToString());
        await OpenAsync(WebUtility.HtmlDecode(ConfirmationLink().Match(confirmation).Groups["address"].Value));
    }

    public async Task SignInWithPasswordAsync(string email)
    {
        using var answer = await PostAsync(await OpenAsync(Login), Login, new()
        {
            ["_handler"] = "login",
            ["Input.Email"] = email,
            ["Input.Password"] = Password,
        });
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    /// <summary>Another browser with the same cookies.</summary>
    public IdentityPerson Copy() => new(address, authenticator, Origin, cookies.Copy(address));

    /// <summary>The name of the signed-in user, or null.</summary>
    public async Task<string?> WhoAsync()
    {
        using var answer = await browser.GetAsync("/auth", Cancel);

        return answer.StatusCode == HttpStatusCode.OK ? Hello().Match(await answer.Content.ReadAsStringAsync(Cancel)).Groups["name"].Value : null;
    }

    /// <summary>Presses the button on the page of passkeys.</summary>
    /// <returns>The sentence that the page shows, or null if the passkey was added.</returns>
    public async Task<string?> AddPasskeyAsync(Action<SoftwareRegistration>? bend = null)
    {
        var page = await OpenAsync(Passkeys);

        return await AnswerCreationAsync(page, Create(await CreationOptionsAsync(page), bend));
    }

    /// <summary>Presses the button on the sign-in page.</summary>
    /// <returns>The sentence that the page shows, or null if the person is signed in.</returns>
    public async Task<string?> SignInAsync(Action<SoftwareAssertion>? bend = null, string email = "")
    {
        var page = await OpenAsync(Login);

        return await AnswerRequestAsync(page, Get(await RequestOptionsAsync(page, email), bend));
    }

    public async Task RemovePasskeyAsync(byte[] credentialId)
    {
        var id = Base64Url.EncodeToString(credentialId);
        using var removed = await PostAsync(await OpenAsync(Passkeys), Passkeys, new()
        {
            ["_handler"] = $"update-passkey-{id}",
            ["CredentialId"] = id,
            ["Action"] = "delete",
        });
        Assert.Equal("Passkey deleted successfully.", Uri.UnescapeDataString(removed.SetCookie("Identity.StatusMessage")!.Value.Value!));
    }

    public Task<string> OpenPasskeysAsync() => OpenAsync(Passkeys);

    public Task<string> OpenLoginAsync() => OpenAsync(Login);

    /// <param name="page">The page that the browser shows.</param>
    public Task<string> CreationOptionsAsync(string page) => OptionsAsync(page, "/Account/PasskeyCreationOptions");

    /// <param name="page">The page that the browser shows.</param>
    /// <param name="email">What the person typed.</param>
    public Task<string> RequestOptionsAsync(string page, string email = "") =>
        OptionsAsync(page, $"/Account/PasskeyRequestOptions?username={Uri.EscapeDataString(email)}");

    public string Create(string options, Action<SoftwareRegistration>? bend = null)
    {
        authenticator.Origin = Origin;

        return authenticator.Create(options, bend);
    }

    public string Get(string options, Action<SoftwareAssertion>? bend = null)
    {
        authenticator.Origin = Origin;

        return authenticator.Get(options, bend);
    }

    public async Task<string?> AnswerCreationAsync(string page, string credential)
    {
        using var answer = await PostAsync(page, Passkeys, new() { ["_handler"] = "add-passkey", ["Input.CredentialJson"] = credential });
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);

        return answer.SetCookie("Identity.StatusMessage") is { } message ? Uri.UnescapeDataString(message.Value.Value!) : null;
    }

    public async Task<string?> AnswerRequestAsync(string page, string credential)
    {
        using var answer = await PostAsync(page, Login, new() { ["_handler"] = "login", ["Input.Passkey.CredentialJson"] = credential });
        if (answer.StatusCode == HttpStatusCode.Found)
        {
            return null;
        }

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        return Alert().Match(await answer.Content.ReadAsStringAsync(Cancel)).Groups["text"].Value;
    }

    public void Dispose() => browser.Dispose();

    private async Task<string> OpenAsync(string page)
    {
        using var answer = await browser.GetAsync(page, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<string> OptionsAsync(string page, string from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, from);
        request.Headers.Add(HttpPages.AttributeOf(page, "request-token-name"), HttpPages.AttributeOf(page, "request-token-value"));
        using var answer = await browser.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<HttpResponseMessage> PostAsync(string page, string to, Dictionary<string, string> fields)
    {
        const string Antiforgery = "__RequestVerificationToken";
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(fields) { [Antiforgery] = HttpPages.HiddenFields(page)[Antiforgery] });

        return await browser.PostAsync(to, form, Cancel);
    }

    [GeneratedRegex("<a href=\"(?<address>[^\"]*ConfirmEmail[^\"]*)\"")]
    private static partial Regex ConfirmationLink();

    [GeneratedRegex("Hello (?<name>[^!<]+)!")]
    private static partial Regex Hello();

    [GeneratedRegex("role=\"alert\">(?<text>[^<]+)<")]
    private static partial Regex Alert();
}
