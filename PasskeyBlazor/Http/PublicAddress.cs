using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpsPolicy;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Http;

/// <summary>Outside Development: the app answers only at the hosts of <c>Passkeys:Origins</c>, and only over https.</summary>
public static partial class PublicAddress
{
    public static WebApplicationBuilder AddPublicAddress(this WebApplicationBuilder builder)
    {
        builder.AddSettings<HstsSettings>(HstsSettings.Section);
        builder.Services.AddOptions<RelyingPartyOptions>().Validate(
            options => options.Origins.Count == 0 || options.Origins.Any(origin => !NativeOrigin.Is(origin)),
            "Passkeys:Origins has no address of a page, like \"https://example.org\".");
        builder.Services.AddOptions<HstsOptions>().Configure<IOptions<HstsSettings>>((hsts, settings) =>
        {
            hsts.MaxAge = TimeSpan.FromDays(365);
            hsts.IncludeSubDomains = settings.Value.IncludeSubDomains;
        });

        // Passkeys:Origins has the hosts already. The framework would also refuse /health.
        builder.Services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = ["*"]);

        return builder;
    }

    /// <summary>The page that explains a refusal is a second run of the same request, and is not refused again.</summary>
    public static void UsePublicAddress(this WebApplication app) =>
        app.UseWhen(http => http.Features.Get<IStatusCodeReExecuteFeature>() is null, first =>
        {
            first.UseOwnHosts();
            first.UseHsts();
            first.UseWhen(http => !HttpsOnly.IsHttpsOutside(http.Request), plain => plain.UseHttpsRedirection());
            first.UseHttpsOnly();
        });

    /// <summary>
    /// Answers 421 (RFC 9110 §15.5.20) to a request for a host that is not ours. A browser that reuses a connection to another host of
    /// the same certificate then opens a new one. The port does not count: <see cref="SameOrigin"/> compares whole origins.
    /// </summary>
    private static void UseOwnHosts(this IApplicationBuilder app)
    {
        string[] hosts = [.. app.ApplicationServices.GetRequiredService<AllowedOrigins>().OfPages.Select(origin => new Uri(origin).Host)];
        var domain = app.ApplicationServices.GetRequiredService<IOptions<RelyingPartyOptions>>().Value.ServerDomain;
        var logger = app.ApplicationServices.GetRequiredService<ILogger<AllowedOrigins>>();
        var mayLog = RateLimiting.LogLines(1);

        app.Use((http, next) =>
        {
            // The header itself: Request.Host decodes an international name, and fails at a malformed one.
            var host = new HostString(http.Request.Headers.Host.ToString());

            // Browsers ask for /.well-known at the host of Passkeys:ServerDomain, which may be no origin.
            var isHost = Uri.TryCreate($"https://{host}", UriKind.Absolute, out _); // Kestrel lets any port pass, and no page could be rendered for it
            var isDomain = host.Host.Equals(domain, StringComparison.OrdinalIgnoreCase);
            if (isHost && (hosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase) || (isDomain && http.Request.Path.StartsWithSegments("/.well-known"))))
            {
                return next(http);
            }

            if (mayLog()) // scanners ask for any host, many times
            {
                LogOtherHost(logger, SingleLine.Clean(host.Value, 100));
            }

            http.Request.Host = new HostString(hosts[0]); // the page that explains the refusal cannot be rendered for a missing or malformed host
            http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return Task.CompletedTask;
        });
    }

    [LoggerMessage(LogLevel.Warning, "A request for the host \"{Host}\" was refused. If it is a host of this app, add its origin to Passkeys:Origins. Such a line appears once a minute at most.")]
    private static partial void LogOtherHost(ILogger logger, string? host);
}
