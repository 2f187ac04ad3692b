using System.Net;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>The app listens on all addresses and trusts the proxies at .2 and .3. Other addresses of this machine are clients.</summary>
public sealed class ClientAddressTests(ClientAddressTests.ProxiedApp proxied) : IClassFixture<ClientAddressTests.ProxiedApp>
{
    private const string Client = "127.0.0.9";
    private const string Outer = "127.0.0.2";
    private const string Inner = "127.0.0.3";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What the client sends. The two proxies behind it append to it, or send it on.</summary>
    public static TheoryData<string, string> Forged => new()
    {
        { "X-Forwarded-For", "198.51.100.6" },
        { "X-Forwarded-For", "198.51.100.6, 127.0.0.2, 127.0.0.3" },
        { "X-Forwarded-For", "127.0.0.2" },
        { "X-Forwarded-For", "::ffff:127.0.0.2, [::ffff:127.0.0.3]:80" },
        { "X-Forwarded-For", "198.51.100.6, \"" },
        { "X-Forwarded-For", "\"198.51.100.6" },
        { "X-Forwarded-For", "198.51.100.6,,," },
        { "X-Forwarded-For", "unknown" },
        { "X-Original-For", "198.51.100.6" },
        { "X-Real-IP", "198.51.100.6" },
        { "Forwarded", "for=198.51.100.6;proto=https" },
        { "x-forwarded-for", "198.51.100.6" },
    };

    [Theory]
    [MemberData(nameof(Forged))]
    [Threat("PX-01", "PX-02")]
    public async Task Behind_two_proxies_the_address_is_that_of_the_outer_proxy_s_client(string header, string value)
    {
        using var browser = new HttpClient(TestProxy.From(Client)) { BaseAddress = proxied.Outer.Address };

        var seen = await SeenAsync(browser, (header, value));

        Assert.Equal((Client, "https"), seen);
    }

    [Theory]
    [MemberData(nameof(Forged))]
    [Threat("PX-01")]
    public async Task A_client_that_avoids_the_proxies_is_not_believed(string header, string value)
    {
        using var browser = proxied.From(Client);

        var seen = await SeenAsync(browser, (header, value), ("X-Forwarded-Proto", "https"));

        Assert.Equal((Client, "http"), seen);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.6, 203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.6, 203.0.113.9, 10.1.2.3", "203.0.113.9")]
    [InlineData("198.51.100.6, 203.0.113.9, 10.1.2.3, 127.0.0.2, 127.0.0.3, 10.0.0.1", "203.0.113.9")]
    [InlineData("10.0.0.8, 203.0.113.9, 10.0.0.1", "203.0.113.9")]
    [InlineData("10.0.0.8, 10.0.0.1", "10.0.0.8")]
    [InlineData("203.0.113.9:5555", "203.0.113.9")]
    [InlineData("203.0.113.9, 10.0.0.1:5555", "203.0.113.9")]
    [InlineData("[2001:db8::1]:9", "2001:db8::1")]
    [InlineData("2001:db8::1, 2001:db8:5::7", "2001:db8::1")]
    [InlineData("2001:db8::1, [2001:db8:5::7]:443", "2001:db8::1")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9, ::ffff:10.0.0.1", "203.0.113.9")]
    [InlineData("203.0.113.9, 192.0.2.7", "203.0.113.9")]
    [InlineData("203.0.113.9, 192.0.2.65", "203.0.113.9")]
    [InlineData("203.0.113.9, fe80::1%1", "203.0.113.9")]
    [InlineData("198.51.100.6\n203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.6\n203.0.113.9, 10.0.0.1\n10.0.0.2", "203.0.113.9")]
    [Threat("PX-01", "PX-02")]
    public async Task The_chain_is_read_up_to_the_first_address_that_is_no_proxy(string lines, string expected)
    {
        using var proxy = proxied.From(Inner);

        var (address, _) = await SeenAsync(proxy, [.. lines.Split('\n').Select(line => ("X-Forwarded-For", line))]);

        Assert.Equal(expected, address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("198.51.100.6, ")]
    [InlineData("198.51.100.6\n\n")]
    [InlineData("198.51.100.6, unknown")]
    [InlineData("198.51.100.6, unix:")]
    [InlineData("198.51.100.6, _hidden")]
    [InlineData("198.51.100.6, 10")]
    [InlineData("198.51.100.6, 010.0.0.1")]
    [InlineData("198.51.100.6, 0x0a.0.0.1")]
    [InlineData("198.51.100.6, 10.0.0.1:99999")]
    [InlineData("198.51.100.6, 10.0.0.1 10.0.0.2")]
    [InlineData("198.51.100.6, [10.0.0.1]")]
    [InlineData("198.51.100.6, \"10.0.0.1\"")]
    [InlineData("198.51.100.6, for=10.0.0.1")]
    [Threat("PX-02")]
    public async Task An_entry_that_is_no_address_ends_the_chain_at_the_proxy_that_wrote_it(string lines)
    {
        using var proxy = proxied.From(Inner);

        var (address, _) = await SeenAsync(proxy, [.. lines.Split('\n').Select(line => ("X-Forwarded-For", line))]);
        var (further, _) = await SeenAsync(proxy, [.. $"{lines}, 10.9.9.9".Split('\n').Select(line => ("X-Forwarded-For", line))]);

        Assert.Equal(Inner, address);
        Assert.Equal("10.9.9.9", further);
    }

    [Theory]
    [InlineData("203.0.113.9", "https", "https")]
    [InlineData("203.0.113.9", "HTTPS", "https")]
    [InlineData("203.0.113.9, 10.0.0.1", "https", "https")] // the outer proxy writes it, the inner one sends it on
    [InlineData("203.0.113.9, 10.0.0.1", "https, http", "https")] // both write it
    [InlineData("unknown", "https", "https")]
    [InlineData(null, "https", "https")]
    [InlineData("203.0.113.9", "https, http", "http")] // the client wrote the first one
    [InlineData("203.0.113.9", "https\nhttp", "http")]
    [InlineData(null, "https, http", "http")]
    [InlineData("unknown", "https, http", "http")]
    [InlineData("203.0.113.9", "wss", "http")]
    [InlineData("203.0.113.9", "https://", "http")]
    [InlineData("203.0.113.9", "", "http")]
    [InlineData("203.0.113.9", null, "http")]
    [Threat("PX-05")]
    public async Task The_scheme_is_the_one_that_a_proxy_has_written(string? addresses, string? schemes, string expected)
    {
        using var proxy = proxied.From(Inner);
        var headers = (addresses is null ? [] : new[] { ("X-Forwarded-For", addresses) })
            .Concat(schemes?.Split('\n').Select(line => ("X-Forwarded-Proto", line)) ?? []);

        var (_, scheme) = await SeenAsync(proxy, [.. headers]);

        Assert.Equal(expected, scheme);
    }

    [Theory]
    [InlineData("ForwardedHeaders_Enabled", "true")]
    [InlineData("FORWARDEDHEADERS_ENABLED", "TRUE")]
    [InlineData("forwardedheaders_enabled", "True")]
    [Threat("PX-03")]
    public async Task The_framework_s_own_key_has_no_effect_but_a_line_in_the_log(string key, string value)
    {
        await using var app = new TestApp { Settings = { [key] = value, ["Proxies:0"] = Inner }, StandIns = SeenClient.Add };
        using var client = new HttpClient(TestProxy.From(Client)) { BaseAddress = app.Address };
        using var proxy = new HttpClient(TestProxy.From(Inner)) { BaseAddress = app.Address };
        (string, string)[] headers = [("X-Forwarded-For", "198.51.100.6, 203.0.113.9, 127.0.0.3"), ("X-Forwarded-Proto", "https")];

        Assert.Equal((Client, "http"), await SeenAsync(client, headers));
        Assert.Equal(("203.0.113.9", "https"), await SeenAsync(proxy, headers));
        Assert.Single(app.Log, line => line.Contains("ForwardedHeaders_Enabled of ASP.NET Core has no effect", StringComparison.Ordinal));
    }

    [Fact]
    [Threat("PX-01")]
    public async Task Without_the_key_a_proxy_on_this_machine_is_believed()
    {
        await using var app = new TestApp { StandIns = SeenClient.Add };
        using var proxy = new HttpClient(TestProxy.From(Client)) { BaseAddress = app.Address };

        Assert.Equal(("203.0.113.9", "http"), await SeenAsync(proxy, ("X-Forwarded-For", "198.51.100.6, 203.0.113.9, 127.0.0.1")));
    }

    [Fact]
    [Threat("HE-04")]
    public async Task A_path_prefix_is_one_line_in_the_log_however_many_requests_have_it()
    {
        using var client = proxied.From(Client);

        foreach (var prefix in (string[])["/", "", "/app", "/app", "/other"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/policy") { Headers = { { "X-Forwarded-Prefix", prefix } } };
            using var answer = await client.SendAsync(request, Cancel);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain("href=\"/app/", await answer.Content.ReadAsStringAsync(Cancel));
        }

        Assert.Single(proxied.App.Log, line => line.Contains("X-Forwarded-Prefix", StringComparison.Ordinal));
    }

    private static async Task<(string Address, string Scheme)> SeenAsync(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/passkey-endpoints");
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var answer = await client.SendAsync(request, Cancel);

        return SeenClient.Of(answer);
    }

    public sealed class ProxiedApp : IAsyncLifetime
    {
        private TestProxy? inner, outer;

        public TestApp App { get; } = new()
        {
            StandIns = SeenClient.Add,
            Settings =
            {
                ["urls"] = "http://*:0", // a socket for both families: its IPv4 peers are mapped IPv6 addresses
                ["Proxies:0"] = ClientAddressTests.Outer,
                ["Proxies:1"] = "::ffff:127.0.0.3",
                ["Proxies:2"] = "10.0.0.0/8",
                ["Proxies:3"] = "2001:db8:5::/48",
                ["Proxies:4"] = "::ffff:192.0.2.7",
                ["Proxies:5"] = "::ffff:192.0.2.64/122",
                ["Proxies:6"] = "fe80::1%2",
            },
        };

        public TestProxy Outer => outer!;

        public HttpClient From(string address) => new(TestProxy.From(address)) { BaseAddress = App.Address };

        public async ValueTask InitializeAsync()
        {
            inner = await TestProxy.StartAsync(App.Address, Inner);
            outer = await TestProxy.StartAsync(inner.Address, ClientAddressTests.Outer, scheme: "https");
        }

        public async ValueTask DisposeAsync()
        {
            await outer!.DisposeAsync();
            await inner!.DisposeAsync();
            await App.DisposeAsync();
        }
    }
}
