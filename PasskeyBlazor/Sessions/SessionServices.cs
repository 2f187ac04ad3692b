using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.SignalR;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>Registers the session cookie and its checks.</summary>
public static class SessionServices
{
    /// <summary>The only scheme that authenticates the current user.</summary>
    public const string Scheme = "Session";

    public static WebApplicationBuilder AddSessions(this WebApplicationBuilder builder)
    {
        builder.AddSettings<SessionLifetimes>(SessionLifetimes.Section);
        builder.AddSettings<FirstAdministratorOptions>(FirstAdministratorOptions.Section);

        // The keys are in the database of the accounts: they survive a restart and are the same on every node.
        builder.Services.AddDataProtection().SetApplicationName("PasskeyBlazor").PersistKeysToDbContext<AppDbContext>().ProtectKeys(builder);

        builder.Services.AddAuthentication(Scheme).AddCookie(Scheme, cookie => Shape(cookie, builder.Environment));
        builder.Services.AddAuthorization();
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = AppCookies.Name("antiforgery", builder.Environment);
            antiforgery.Cookie.SecurePolicy = AppCookies.Secure(builder.Environment);
            // With Strict, a request from another site has no cookie. The app then creates a new one, and the forms in other
            // tabs fail.
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.SuppressXFrameOptionsHeader = true; // Every response already has a stricter header.
        });

        builder.Services.AddSingleton<OpenSessions>();
        builder.Services.AddSingleton<Reauthentication>();
        builder.Services.AddSingleton<AccountChanges>();
        builder.Services.AddSingleton<UserSessions>();
        builder.Services.AddSingleton<BrowserAccounts>();
        builder.Services.AddSingleton<BrowserCookie>();
        builder.Services.AddSingleton<FirstAdministrator>();
        builder.Services.AddSingleton<LastUsedMethod>();
        builder.Services.AddSingleton<RequestEvents>();
        builder.Services.AddSingleton<SessionBridge>();
        builder.Services.AddScoped<SessionCookieEvents>();
        builder.Services.AddScoped<AuthenticationStateProvider, SessionRevalidation>();
        builder.Services.AddScoped<CircuitHandler, CircuitKeepAlive>();
        builder.Services.AddScoped<CircuitHandler, CircuitCount>();
        builder.Services.AddSingleton<CircuitLimits>();
        builder.Services.AddSingleton<CircuitOwners>();
        // The filters apply to all hubs, because the hub of the circuits is not public.
        builder.Services.Configure<HubOptions>(hubs =>
        {
            hubs.AddFilter<CircuitLimits>();
            hubs.AddFilter<CircuitOwners>();
        });
        builder.Services.AddCascadingValue<SignedIn?>(services => new SignedInSource(services.GetRequiredService<AuthenticationStateProvider>()));

        return builder;
    }

    private static void Shape(CookieAuthenticationOptions cookie, IHostEnvironment environment)
    {
        cookie.Cookie.Name = AppCookies.Name("session", environment);
        cookie.Cookie.SecurePolicy = AppCookies.Secure(environment);
        cookie.Cookie.SameSite = SameSiteMode.Lax; // With Strict, the redirect from a provider has no cookie.
        cookie.Cookie.IsEssential = true;
        cookie.EventsType = typeof(SessionCookieEvents);
        cookie.SlidingExpiration = false; // The app extends the row, not the cookie.
        cookie.ReturnUrlParameter = "returnUrl";
    }
}
