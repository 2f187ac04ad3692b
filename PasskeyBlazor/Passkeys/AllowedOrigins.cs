using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// Where answers may come from: the configured origins or, in Development without any, the bound addresses as localhost.
/// These are known only once the server listens, so they are asked for when they are needed.
/// </summary>
public sealed class AllowedOrigins(IOptions<RelyingPartyOptions> options, IServer? server = null)
{
    public IReadOnlyList<string> All => options.Value.Origins is { Count: > 0 } configured ? configured : [.. Bound()];

    /// <summary>Ordinal (§13.4.9): anything that looks almost like one of ours is somebody else's.</summary>
    public bool Contains(string? origin) => All.Contains(origin, StringComparer.Ordinal);

    private IEnumerable<string> Bound() =>
        from address in server?.Features.Get<IServerAddressesFeature>()?.Addresses ?? []
        let binding = BindingAddress.Parse(address)
        where !binding.IsUnixPipe && !binding.IsNamedPipe
        select new UriBuilder(binding.Scheme, RelyingPartyDefaults.Domain, binding.Port).Uri.GetLeftPart(UriPartial.Authority);
}
