using Microsoft.Extensions.Options;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>Lets the app start without settings in Development only.</summary>
internal sealed class RelyingPartyDefaults(IHostEnvironment environment) : IPostConfigureOptions<RelyingPartyOptions>
{
    public void PostConfigure(string? name, RelyingPartyOptions options)
    {
        if (!environment.IsDevelopment())
        {
            return;
        }

        options.ServerDomain = options.ServerDomain is "" ? RelyingPartyOptions.Localhost : options.ServerDomain;
        options.ServerName = options.ServerName is "" ? Text.ProductName : options.ServerName;
    }
}
