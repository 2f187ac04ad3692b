using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.WebAuthn;

/// <summary>
/// The origins whose answers are accepted: the configured ones or, in Development without any, the bound addresses as localhost.
/// Bound addresses are known only once the server listens, so they are read on each call.
/// </summary>
public sealed class AllowedOrigins(IOptions<RelyingPartyOptions> options, IServer? server = null)
{
    public IReadOnlyList<string> All => options.Value.Origins is { Count: > 0 } configured ? configured : [.. Bound()];

    /// <summary>The origins of pages. An Android app has none.</summary>
    public IReadOnlyList<string> OfPages => [.. All.Where(origin => !NativeOrigin.Is(origin))];

    /// <summary>Ordinal (§13.4.9): an origin that is only similar to ours belongs to another site.</summary>
    public bool Contains(string? origin) => All.Contains(origin, StringComparer.Ordinal);

    private IEnumerable<string> Bound() =>
        from address in server?.Features.Get<IServerAddressesFeature>()?.Addresses ?? []
        let binding = BindingAddress.Parse(address)
        where !binding.IsUnixPipe && !binding.IsNamedPipe
        select new UriBuilder(binding.Scheme, RelyingPartyOptions.Localhost, binding.Port).Uri.GetLeftPart(UriPartial.Authority);
}
