using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.SignalR;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>Adds the cookie session and what checks it.</summary>
public static class SessionServices
{
    /// <summary>The one scheme that says who is here.</summary>
    public const string Scheme = "Session";

    public static WebApplicationBuilder AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SessionLives>().BindConfiguration(SessionLives.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<FirstAdministratorOptions>().BindConfiguration(FirstAdministratorOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        // The keys are where the accounts are: they outlive restarts and are the same on every node.
        builder.Services.AddDataProtection().SetApplicationName("PasskeyBlazor").PersistKeysToDbContext<AppDbContext>();

        builder.Services.AddAuthentication(Scheme).AddCookie(Scheme, cookie => Shape(cookie, builder.Environment));
        builder.Services.AddAuthorization();
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = AppCookies.Name("antiforgery", builder.Environment);
            antiforgery.Cookie.SecurePolicy = AppCookies.Secure(builder.Environment);
            antiforgery.Cookie.SameSite = SameSiteMode.Lax; // Strict would be lost on arrival from another site, made anew, and end other tabs' forms
            antiforgery.SuppressXFrameOptionsHeader = true; // a stricter one is sent with every response
        });

        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<OpenSessions>();
        builder.Services.AddSingleton<UserActivity>();
        builder.Services.AddSingleton<UserSessions>();
        builder.Services.AddSingleton<UserAccount>();
        builder.Services.AddSingleton<PersonalData>();
        builder.Services.AddSingleton<BrowserCookie>();
        builder.Services.AddSingleton<PendingLinks>();
        builder.Services.AddSingleton<ConnectedAccounts>();
        builder.Services.AddScoped<ProviderCallback>();
        builder.Services.AddSingleton<FirstAdministrator>();
        builder.Services.AddSingleton<LastWay>();
        builder.Services.AddSingleton<UnknownPasskey>();
        builder.Services.AddScoped<SessionCookieEvents>();
        builder.Services.AddScoped<RequestActivity>();
        builder.Services.AddScoped<SessionBridge>();
        builder.Services.AddScoped<AuthenticationStateProvider, SessionRevalidation>();
        builder.Services.AddScoped<CircuitHandler, SessionActivity>();
        builder.Services.AddSingleton<CircuitOwners>();
        builder.Services.Configure<HubOptions>(hubs => hubs.AddFilter<CircuitOwners>()); // of all hubs, because the circuits' own has no public name
        builder.Services.AddCascadingAuthenticationState();

        return builder;
    }

    private static void Shape(CookieAuthenticationOptions cookie, IHostEnvironment environment)
    {
        cookie.Cookie.Name = AppCookies.Name("session", environment);
        cookie.Cookie.SecurePolicy = AppCookies.Secure(environment);
        cookie.Cookie.SameSite = SameSiteMode.Lax; // Strict would be lost on the way back from a provider
        cookie.Cookie.IsEssential = true;
        cookie.EventsType = typeof(SessionCookieEvents);
        cookie.SlidingExpiration = false; // the row slides, not the cookie
        cookie.LoginPath = SignInPage.Path;
        cookie.AccessDeniedPath = "/access-denied";
        cookie.ReturnUrlParameter = "returnUrl";
    }
}
