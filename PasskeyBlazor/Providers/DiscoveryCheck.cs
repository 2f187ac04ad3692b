using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Reads the discovery document of each OpenID provider in the background, after the first response. The log then names a mistake before
/// a person meets it, and the start waits for no provider.
/// </summary>
public static partial class DiscoveryCheck
{
    public static void UseDiscoveryCheck(this WebApplication app)
    {
        var isBegun = 0;

        app.Use((http, next) =>
        {
            if (isBegun == 0 && Interlocked.Exchange(ref isBegun, 1) == 0)
            {
                http.Response.OnCompleted(() =>
                {
                    _ = CheckAllAsync(app.Services, app.Lifetime.ApplicationStopping);
                    return Task.CompletedTask;
                });
            }

            return next(http);
        });
    }

    private static async Task CheckAllAsync(IServiceProvider services, CancellationToken stopping)
    {
        var providers = services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>();
        var logger = services.GetRequiredService<ILogger<ProviderDiscovery>>();
        var schemes = await services.GetRequiredService<IAuthenticationSchemeProvider>().GetAllSchemesAsync();

        await Task.WhenAll(schemes.Where(scheme => scheme.HandlerType == typeof(OpenIdConnectHandler)).Select(async scheme =>
        {
            try
            {
                await providers.Get(scheme.Name).ConfigurationManager!.GetConfigurationAsync(stopping);
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                LogUnreachable(logger, scheme.Name, SingleLine.Clean($"{fault.Message} {fault.InnerException?.Message}", 500));
            }
        }));
    }

    [LoggerMessage(LogLevel.Warning, "{Provider} cannot be used at the moment: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string provider, string? reason);
}
