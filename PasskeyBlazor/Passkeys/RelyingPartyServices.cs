using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Passkeys;

/// <summary>Adds the relying party and its settings, checked at start.</summary>
internal static class RelyingPartyServices
{
    public static IServiceCollection AddRelyingParty(this IServiceCollection services)
    {
        services.AddOptions<RelyingPartyOptions>().BindConfiguration(RelyingPartyOptions.Section).ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<RelyingPartyOptions>, RelyingPartyDefaults>();
        services.AddSingleton<IValidateOptions<RelyingPartyOptions>, RelyingPartyOptionsValidation>();
        services.AddSingleton<AllowedOrigins>();
        services.AddSingleton<RelyingParty>();

        return services;
    }
}
