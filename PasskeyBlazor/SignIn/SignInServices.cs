using Microsoft.AspNetCore.Authentication.Cookies;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>Registers the services of the sign-in endpoints. Ceremonies, providers and sessions have their own registrations.</summary>
public static class SignInServices
{
    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<CookieAuthenticationOptions>(SessionServices.Scheme, cookie => cookie.LoginPath = SignInAddress.Path);
        builder.Services.AddSingleton<AddPasskeyAnswer>();
        builder.Services.AddSingleton<PasskeyAnswer>();
        builder.Services.AddSingleton<ProviderCallback>();
        builder.Services.AddSingleton<UnknownPasskey>();

        return builder;
    }
}
