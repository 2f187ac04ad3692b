using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>A person with a browser and an authenticator, at the four endpoints of the sample. HTTP only.</summary>
internal sealed class AnyAppPerson : IDisposable
{
    public const string Register = "register", SignIn = "sign-in";

    private readonly Uri address;
    private readonly CookieContainer cookies;
    private readonly HttpClient browser;

    /// <param name="address">Where the app listens.</param>
    /// <param name="cookies">Of another browser; null for none.</param>
    /// <param name="origin">Of the page that posts; null for none.</param>
    public AnyAppPerson(Uri address, CookieContainer? cookies = null, string? origin = AnyApp.Origin)
    {
        this.address = address;
        this.cookies = cookies ?? new CookieContainer();
        browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = this.cookies }) { BaseAddress = address };
        if (origin is not null)
        {
            browser.DefaultRequestHeaders.Add("Origin", origin);
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Another browser with the same cookies, where a page of this origin posts.</summary>
    public AnyAppPerson Copy(string? origin = AnyApp.Origin) => new(address, cookies.Copy(address), origin);

    /// <summary>The session that the app opens by its own sign-in.</summary>
    public async Task SignInWithStandInAsync(string name)
    {
        using var answer = await browser.PostAsync($"/stand-in/{name}", null, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>The name of the signed-in user, or null.</summary>
    public async Task<string?> WhoAsync()
    {
        using var answer = await browser.GetAsync("/me", Cancel);

        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync(Cancel) : null;
    }

    /// <summary>Adds a passkey.</summary>
    /// <returns>The status, and the sentence of a refusal.</returns>
    public async Task<string> AddPasskeyAsync(SoftwareAuthenticator authenticator, Action<SoftwareRegistration>? bend = null)
    {
        var (options, state) = await BegunAsync(Register);

        return await CompleteAsync(Register, state, authenticator.Create(options, bend));
    }

    /// <summary>Signs in with a passkey.</summary>
    /// <returns>The status, and the sentence of a refusal.</returns>
    public async Task<string> SignInAsync(SoftwareAuthenticator authenticator, Action<SoftwareAssertion>? bend = null)
    {
        var (options, state) = await BegunAsync(SignIn);

        return await CompleteAsync(SignIn, state, authenticator.Get(options, bend));
    }

    public async Task<(string Options, string State)> BegunAsync(string ceremony)
    {
        using var answer = await BeginAsync(ceremony);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var begun = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        return (begun.GetProperty("options").GetString()!, begun.GetProperty("state").GetString()!);
    }

    public Task<HttpResponseMessage> BeginAsync(string ceremony) => browser.PostAsync($"/passkeys/{ceremony}/begin", null, Cancel);

    /// <returns>The status, and the sentence of a refusal.</returns>
    public async Task<string> CompleteAsync(string ceremony, string? state, string? credential)
    {
        using var answer = await browser.PostAsJsonAsync($"/passkeys/{ceremony}/complete", new { state, credential }, Cancel);

        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}".TrimEnd();
    }

    public void Dispose() => browser.Dispose();
}
