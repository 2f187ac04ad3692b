using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PasskeyBlazor.DevelopmentIdentity;

/// <summary>
/// An OpenID Connect provider inside the app. It lets a developer try external sign-in without an account at a real provider.
/// </summary>
public static partial class DevelopmentIdentityServices
{
    internal const string Scheme = "Development";
    internal const string Section = $"Authentication:Oidc:{Scheme}";

    /// <summary>The address in the launch settings.</summary>
    private const string DefaultIssuer = "http://localhost:5080/dev-idp";

    /// <summary>
    /// Adds the provider, and the configuration that registers it as one more generic provider of the app. Call it before the
    /// providers are registered. <c>DevelopmentIdentity:Enabled=false</c> leaves it out.
    /// </summary>
    public static WebApplicationBuilder AddDevelopmentIdentity(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
        {
            throw new InvalidOperationException("The development identity provider asks for no password. It runs in Development only.");
        }

        if (!builder.Configuration.GetValue("DevelopmentIdentity:Enabled", true))
        {
            return builder;
        }

        // First, so that every later configuration source of the operator overrides it.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults() });

        builder.Services.AddSingleton<OwnAddress>();
        builder.Services.AddTransient<IStartupFilter, LoopbackOnly>();
        builder.Services.AddProvider();

        // Runs before the handler's own post-configuration, which derives the discovery address from the authority. That one is
        // registered later, with the providers.
        builder.Services.AddOptions<OpenIdConnectOptions>(Scheme).PostConfigure<OwnAddress>((options, address) =>
        {
            options.Authority = address.Issuer.AbsoluteUri;
            options.RequireHttpsMetadata = false;
        });

        return builder;
    }

    /// <summary>Maps the page where the person chooses an account. Does nothing when the provider is left out.</summary>
    public static WebApplication MapDevelopmentIdentity(this WebApplication app)
    {
        if (app.Services.GetService<OwnAddress>() is null)
        {
            return app;
        }

        app.MapDevelopmentIdentityEndpoints();
        LogProviderIsOn(app.Logger);
        return app;
    }

    private static Dictionary<string, string?> Defaults() => new()
    {
        [$"{Section}:DisplayName"] = "Development",
        [$"{Section}:Authority"] = DefaultIssuer,                   // replaced by the real address once the server is bound
        [$"{Section}:ClientId"] = "passkeyblazor",
        [$"{Section}:ClientSecret"] = RandomNumberGenerator.GetHexString(64),
        [$"{Section}:TrustEmail"] = "true",
        // At another address there is no administrator, unless the configuration names one.
        ["Administration:FirstAdministrator:Issuer"] = DefaultIssuer,
        ["Administration:FirstAdministrator:Subject"] = DevelopmentAccount.All[0].Key,
        ["Logging:LogLevel:OpenIddict"] = "Warning",                // it logs every request and response at Information
    };

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The development identity provider is on: each user of this machine can sign in as a made-up person.")]
    private static partial void LogProviderIsOn(ILogger logger);
}
