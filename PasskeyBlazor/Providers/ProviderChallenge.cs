using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Redirects a person to a provider. The redirect may fail before it starts: at discovery, the keys, or the pushed authorization
/// endpoint.
/// </summary>
public sealed partial class ProviderChallenge(WayBack wayBack, IHostEnvironment environment, TimeProvider clock, ILogger<ProviderChallenge> logger)
{
    /// <returns>Null when the response is the redirect; otherwise a reference to the log entry with the reason.</returns>
    public async Task<string?> SendAsync(HttpContext http, Provider provider, AuthenticationProperties properties)
    {
        ProviderReturn.AskAgain(properties, clock.GetUtcNow(), provider);
        ProviderCookies.Sweep(http, environment);
        wayBack.Keep(http, properties);
        try
        {
            await http.ChallengeAsync(provider.Scheme, properties);
            return null;
        }
        catch (Exception fault) when (IsOfProvider(fault) && !http.RequestAborted.IsCancellationRequested)
        {
            var reference = Reference.New();
            LogUnavailable(provider.Scheme, reference, fault);
            return reference;
        }
    }

    private static bool IsOfProvider(Exception fault) =>
        fault is InvalidOperationException or HttpRequestException or IOException or TaskCanceledException or OpenIdConnectProtocolException;

    [LoggerMessage(LogLevel.Warning, "The redirect to {Provider} failed. Reference {Reference}.")]
    private partial void LogUnavailable(string provider, string reference, Exception fault);
}
