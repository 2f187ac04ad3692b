using Microsoft.AspNetCore.Authentication.Cookies;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>Registers the services of the sign-in endpoints. Ceremonies, providers and sessions have their own registrations.</summary>
public static class SignInServices
{
    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<CookieAuthenticationOptions>(SessionServices.Scheme, cookie => cookie.LoginPath = SignInAddress.Path);
        builder.Services.AddOptions<PasskeyOptions>().Validate(
            passkeys => ReturnUrl.Local(passkeys.DefaultReturnUrl) == passkeys.DefaultReturnUrl,
            "Passkeys:DefaultReturnUrl must be an address of this app that begins with a slash, like \"/orders\", and none of /sign-in and /session.");
        builder.Services.AddSingleton<AddPasskeyAnswer>();
        builder.Services.AddSingleton<EarlierMethods>();
        builder.Services.AddSingleton<PasskeyAnswer>();
        builder.Services.AddSingleton<ProviderCallback>();
        builder.Services.AddSingleton<UnknownPasskey>();
        builder.Services.AddSingleton<OutdatedForm>();

        return builder;
    }

    /// <summary>
    /// Runs after antiforgery, which finds the invalid token, and before authorization, which would ask a person who is signed out to sign in for
    /// the address of the form.
    /// </summary>
    public static void UseOutdatedForms(this WebApplication app)
    {
        var outdated = app.Services.GetRequiredService<OutdatedForm>();

        app.Use((http, next) => outdated.TryAnswer(http) ? Task.CompletedTask : next(http));
    }
}
