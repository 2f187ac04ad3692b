using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace PasskeyBlazor.DevelopmentIdentity;

/// <summary>The address of this server, as a browser on the same machine uses it. It is known once the server has started.</summary>
internal sealed class OwnAddress(IServer server)
{
    /// <summary>Plain http first: the app calls the provider, and a development certificate may not be trusted.</summary>
    public Uri Issuer => new(Origins.OrderBy(origin => origin.Scheme).First(), "/dev-idp");

    /// <summary>Always localhost, whatever was bound (+, *, [::], 127.0.0.1): WebAuthn does not accept an IP address.</summary>
    private IEnumerable<Uri> Origins =>
        (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            .Select(BindingAddress.Parse)
            .Where(address => !address.IsUnixPipe && !address.IsNamedPipe)
            .Select(address => new Uri($"{address.Scheme}://localhost:{address.Port}"))
            .DefaultIfEmpty(new Uri("http://localhost")); // a test server has no bound address and uses this one

    public bool IsOrigin(Uri uri) => Origins.Any(origin => Origin(origin) == Origin(uri));

    private static string Origin(Uri uri) => uri.GetLeftPart(UriPartial.Authority);
}
