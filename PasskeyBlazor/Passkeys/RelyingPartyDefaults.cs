using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Passkeys;

/// <summary>Lets the app start without settings on the developer's own machine, and nowhere else.</summary>
internal sealed class RelyingPartyDefaults(IHostEnvironment environment) : IPostConfigureOptions<RelyingPartyOptions>
{
    public const string Domain = "localhost";

    public void PostConfigure(string? name, RelyingPartyOptions options)
    {
        if (!environment.IsDevelopment())
        {
            return;
        }

        options.ServerDomain = options.ServerDomain is "" ? Domain : options.ServerDomain;
        options.ServerName = options.ServerName is "" ? Text.ProductName : options.ServerName;
    }
}
