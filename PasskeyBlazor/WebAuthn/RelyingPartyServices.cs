using Microsoft.Extensions.Options;

namespace PasskeyBlazor.WebAuthn;

/// <summary>Adds the relying party and its settings, checked at start.</summary>
public static class RelyingPartyServices
{
    public static IServiceCollection AddRelyingParty(this IServiceCollection services)
    {
        services.AddOptions<RelyingPartyOptions>().BindConfiguration(RelyingPartyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RelyingPartyOptions>, RelyingPartyOptionsValidation>();
        services.AddSingleton<AllowedOrigins>();
        services.AddSingleton<RelyingParty>();

        return services;
    }
}
