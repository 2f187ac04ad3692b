using Microsoft.Extensions.Options;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>Adds the two ceremonies and the passkeys that a user owns.</summary>
public static class PasskeyServices
{
    public static WebApplicationBuilder AddPasskeys(this WebApplicationBuilder builder)
    {
        builder.AddSettings<PasskeyOptions>(RelyingPartyOptions.Section);
        builder.Services.AddRelyingParty();
        builder.AddKnownSection(RelyingPartyOptions.Section, typeof(RelyingPartyOptions));
        builder.Services.AddSingleton<IPostConfigureOptions<RelyingPartyOptions>, RelyingPartyDefaults>();
        builder.Services.AddSingleton<CeremonySeal>();
        builder.Services.AddSingleton<AuthenticatorCatalog>();
        builder.Services.AddSingleton<RegistrationCeremony>();
        builder.Services.AddSingleton<AuthenticationCeremony>();
        builder.Services.AddSingleton<UserPasskeys>();
        builder.Services.AddSingleton<BrowserPasskeys>();
        builder.Services.AddSingleton<PasskeyOffers>();
        builder.Services.AddSingleton<PasskeySignals>();

        return builder;
    }
}
