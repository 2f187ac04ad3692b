using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Support.Provider;

/// <summary>A person's visits to a provider, redirect by redirect, until the app sends the person to a page.</summary>
public static class ProviderVisits
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> SignInAtAsync(this HttpClient browser, string provider) =>
        browser.VisitAsync("/sign-in", "/session/provider", new() { ["provider"] = provider });

    /// <param name="browser">A browser that does not follow redirects, with a session.</param>
    /// <param name="provider">The scheme of the provider.</param>
    /// <param name="change">What the browser changes in the address of the provider.</param>
    public static Task<HttpResponseMessage> ConfirmAtAsync(this HttpClient browser, string provider, Func<string, string>? change = null) =>
        browser.VisitAsync("/", "/session/confirm/provider", new() { ["provider"] = provider, ["returnUrl"] = "/passkeys", ["reason"] = "Download" }, change);

    public static Task<HttpResponseMessage> ConnectAtAsync(this HttpClient browser, string provider) =>
        browser.VisitAsync("/", "/session/link/provider", new() { ["provider"] = provider });

    private static async Task<HttpResponseMessage> VisitAsync(
        this HttpClient browser, string page, string address, Dictionary<string, string> fields, Func<string, string>? change = null)
    {
        var answer = await browser.PostFormAsync(page, address, fields);
        for (var step = 0; step < 3 && answer.Headers.Location is { } next; step++) // to the provider, back, and to the callback
        {
            answer.Dispose();
            answer = await browser.GetAsync(step == 0 && change is not null ? new Uri(change(next.OriginalString)) : next, Cancel);
        }

        return answer;
    }
}
