using System.Net;
using PasskeyBlazor.Http;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Http;

/// <summary>The configuration key of the proxies.</summary>
public sealed class ProxiesTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", "192.0.2.2")]
    [InlineData(" 192.0.2.1 ", "192.0.2.1", "192.0.2.2")]
    [InlineData("10.0.0.0/8", "10.255.0.1", "11.0.0.1")]
    [InlineData("10.1.2.3/8", "10.255.0.1", "11.0.0.1")]
    [InlineData("2001:DB8::/32", "2001:db8:1::1", "2001:db9::1")]
    [InlineData("fc00::/7", "fd12::1", "fe80::1")]
    [InlineData("::ffff:10.0.0.0/104", "10.255.0.1", "11.0.0.1")]
    [InlineData("fe80::1%eth0", "fe80::1%3", "fe80::2%3")]
    [InlineData("fe80::%2/64", "fe80::2%3", "fe81::1")]
    [InlineData("::1", "::1", "127.0.0.1")]
    [Threat("PX-01", "PX-04")]
    public void Exactly_what_is_listed_is_trusted(string listed, string inside, string outside)
    {
        var proxies = new Proxies([listed]);

        Assert.True(proxies.Trusts(IPAddress.Parse(inside)));
        Assert.False(proxies.Trusts(IPAddress.Parse(outside)));
        Assert.Equal(listed == "::1", proxies.Trusts(IPAddress.IPv6Loopback));
        Assert.True(proxies.Trusts(null)); // the peer of a Unix socket
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("::ffff:0:0/96")]
    [InlineData("::ffff:0.0.0.0/0")]
    [InlineData("0.0.0.0/1")]
    [InlineData("128.0.0.0/1")]
    [InlineData("2000::/3")]
    [InlineData("203.0.113.9/0")]
    [Threat("PX-04")]
    public void A_network_that_contains_the_clients_stops_the_start(string wide)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => new Proxies(["10.0.0.1", wide]));

        Assert.StartsWith($"Proxies contains \"{wide}\".", fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("proxy.example.org")]
    [InlineData("10.0.0.1, 10.0.0.2")]
    [InlineData("10.0.0.1:80")]
    [InlineData("[::1]:80")]
    [InlineData("10")]
    [InlineData("10/8")]
    [InlineData("10.0.1")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("2001:db8::/129")]
    [InlineData("*")]
    [Threat("PX-04")]
    public void What_is_no_address_stops_the_start(string mistyped)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => new Proxies([mistyped]));

        Assert.StartsWith($"Proxies contains \"{mistyped}\", which is neither", fault.Message);
    }
}
