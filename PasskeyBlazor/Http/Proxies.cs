using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IPNetwork = System.Net.IPNetwork;

namespace PasskeyBlazor.Http;

/// <summary>
/// The proxies that may say who the client is. From the configuration key <c>Proxies</c>: exactly the listed addresses and networks, or
/// loopback when the key is not set.
/// </summary>
public sealed class Proxies
{
    public const string Section = "Proxies";

    /// <summary>Wider networks contain clients too. The private networks 10.0.0.0/8 and fc00::/7 are the widest that do not.</summary>
    private const int WidestIPv4 = 8, WidestIPv6 = 7;

    private const int MappedPrefix = 96; // ::ffff:0:0/96 is IPv4, RFC 4291 §2.5.5.2

    private static readonly string[] Loopback = ["127.0.0.0/8", "::1"];

    private readonly IPNetwork[] networks;

    /// <exception cref="InvalidOperationException">An entry is neither an address nor a network, or so wide that it trusts everyone.</exception>
    public Proxies(string[]? listed) => networks = [.. (listed is { Length: > 0 } ? listed : Loopback).Select(Parse)];

    /// <summary>Whether this address may name its client. A peer without an address is a Unix socket, which only this machine can use.</summary>
    public bool Trusts(IPAddress? address) => address is null || networks.Any(network => network.Contains(address));

    /// <summary>Reads an IPv4 address only with all its four numbers: .NET also reads "10" and the octal "010.0.0.1".</summary>
    internal static bool IsComplete(IPAddress address, string text) =>
        address.AddressFamily != AddressFamily.InterNetwork || text.StartsWith(address.ToString(), StringComparison.Ordinal);

    private static IPNetwork Parse(string text)
    {
        var parts = text.Trim().Split('/');
        var number = parts[0].Split('%')[0]; // a zone names an interface of this machine, and the comparison ignores it
        if (parts.Length > 2 || number.Contains('[') || !IPAddress.TryParse(number, out var address) || !IsComplete(address, number))
        {
            throw Mistake(text);
        }

        var length = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length))
        {
            throw Mistake(text);
        }

        if (address.IsIPv4MappedToIPv6)
        {
            (address, length) = (address.MapToIPv4(), Math.Max(0, length - MappedPrefix));
        }

        if (length < (address.AddressFamily == AddressFamily.InterNetwork ? WidestIPv4 : WidestIPv6))
        {
            throw new InvalidOperationException($"{Section} contains \"{text}\". So wide a network contains clients, which could then choose their address. List the proxies.");
        }

        return IPNetwork.TryParse(string.Create(CultureInfo.InvariantCulture, $"{address}/{length}"), out var network) ? network : throw Mistake(text);
    }

    private static InvalidOperationException Mistake(string text) =>
        new($"{Section} contains \"{text}\", which is neither an IP address nor a network such as 10.0.0.0/8.");
}
