using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.WebAuthn;

public sealed class RelyingPartyOptionsTests
{
    [Theory]
    [InlineData("example.org", "https://example.org")]
    [InlineData("example.org", "https://www.example.org")]
    [InlineData("example.org", "https://a.b.example.org:8443")]
    [InlineData("xn--bcher-kva.example", "https://xn--bcher-kva.example")]
    [InlineData("xn--e1afmkfd.xn--p1ai", "https://xn--e1afmkfd.xn--p1ai")]
    [InlineData("localhost", "http://localhost:5080")]
    [InlineData("localhost", "https://localhost")]
    public void A_domain_and_an_origin_on_it_are_accepted(string domain, string origin)
    {
        var options = Read(Environments.Production, ("ServerDomain", domain), ("ServerName", "Example"), ("Origins:0", origin));

        Assert.Equal(domain, options.ServerDomain);
        Assert.Equal([origin], options.Origins);
        Assert.True(options.RequireUserVerification);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("https://example.org")]
    [InlineData("example.org:443")]
    [InlineData("example.org/")]
    [InlineData("example.org.")]
    [InlineData(".example.org")]
    [InlineData("Example.org")]
    [InlineData("bücher.example")]
    [InlineData("exa mple.org")]
    [InlineData("exa_mple.org")]
    [InlineData("-example.org")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("example.1")]
    [InlineData("[::1]")]
    [InlineData("::1")]
    [InlineData("org")]
    public void A_domain_that_no_passkey_can_belong_to_is_refused_by_name(string domain)
    {
        var error = Refused(("ServerDomain", domain), ("ServerName", "Example"), ("Origins:0", "https://example.org"));

        Assert.StartsWith("Passkeys:ServerDomain ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_domain_has_63_letters_a_label_and_253_in_all()
    {
        var label = new string('a', 63);
        var longest = $"{label}.{label}.{label}.{label[..61]}";
        string Error(string domain) => Refused(("ServerDomain", domain), ("ServerName", "Example"), ("Origins:0", $"https://{domain}"));

        Assert.Equal(longest, Read(Environments.Production, ("ServerDomain", longest), ("ServerName", "Example"), ("Origins:0", $"https://{longest}")).ServerDomain);
        Assert.StartsWith("Passkeys:ServerDomain ", Error($"{longest}a"), StringComparison.Ordinal);
        Assert.StartsWith("Passkeys:ServerDomain ", Error($"{label}a.example"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.org")]
    [InlineData("https://example.org/")]
    [InlineData("https://example.org/app")]
    [InlineData("https://example.org?a")]
    [InlineData("https://Example.org")]
    [InlineData("HTTPS://example.org")]
    [InlineData("https://example.org:443")]
    [InlineData("https://me@example.org")]
    [InlineData("https://example.org.")]
    [InlineData("https://org")]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://[::1]")]
    [InlineData("https://localhost")]
    [InlineData("android:apk-key-hash:")]
    [InlineData("android:apk-key-hash:c2hvcnQ")]
    [InlineData("android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")] // bits after the hash
    [InlineData("android:apk-key-hash-sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ios:bundle-id:org.example")]
    [InlineData("http://localhost:5080")]
    [InlineData("example.org")]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("wss://example.org")]
    public void An_origin_that_no_answer_can_come_from_is_refused_by_name(string origin)
    {
        var error = Refused(
            ("ServerDomain", "example.org"), ("ServerName", "Example"), ("Origins:0", "https://example.org"), ("Origins:1", origin));

        Assert.StartsWith("Passkeys:Origins:1 ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("https://badexample.org")]
    [InlineData("https://www.example.co.uk:8443")]
    [InlineData("android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Other_domains_and_an_Android_app_are_related(string origin)
    {
        var options = Read(Environments.Production, ("ServerDomain", "example.org"), ("ServerName", "Example"), ("Origins:0", "https://example.org"), ("Origins:1", origin));

        var origins = new AllowedOrigins(Options.Create(options));
        Assert.True(origins.Contains(origin));
        Assert.Equal(!origin.StartsWith("android:", StringComparison.Ordinal), origins.OfPages.Contains(origin));
    }

    [Fact]
    public void Domains_may_have_five_labels_in_all()
    {
        string[] five = ["example.org", "example.com", "www.example.co.uk", "shop.example", "two.de", "three.com.br", "a.four.net", "b.four.net"];
        (string, string)[] Settings(params string[] hosts) =>
            [("ServerDomain", "example.org"), ("ServerName", "Example"), .. hosts.Select((host, i) => ($"Origins:{i}", $"https://{host}"))];

        Assert.Equal(five.Length, Read(Environments.Production, Settings(five)).Origins.Count);
        Assert.Contains("6 labels", Refused(Settings([.. five, "five.org"])), StringComparison.Ordinal);
    }

    [Fact]
    public void All_three_options_are_required_outside_Development()
    {
        Assert.Contains("Passkeys:ServerDomain is missing", Refused(), StringComparison.Ordinal);
        Assert.Contains("Passkeys:ServerName is missing", Refused(), StringComparison.Ordinal);
        Assert.Contains("Passkeys:Origins is missing", Refused(("ServerDomain", "example.org"), ("ServerName", "E")), StringComparison.Ordinal);
        Assert.Contains("Passkeys:Origins is missing", Refused(("ServerDomain", "localhost"), ("ServerName", "E")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_does_not_start_without_them_outside_Development()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
        builder.Services.AddRelyingParty();
        using var host = builder.Build();

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Nothing_needs_to_be_set_in_Development()
    {
        var options = Read(Environments.Development);

        Assert.Equal("localhost", options.ServerDomain);
        Assert.Equal("PasskeyBlazor", options.ServerName);
        Assert.Empty(options.Origins);
    }

    [Theory]
    [InlineData("http://localhost:5080", "http://localhost:5080")]
    [InlineData("https://localhost:443", "https://localhost")]
    [InlineData("http://127.0.0.1:5080", "http://localhost:5080")]
    [InlineData("http://[::]:5080", "http://localhost:5080")]
    [InlineData("http://*:80", "http://localhost")]
    [InlineData("https://+:7443", "https://localhost:7443")]
    public void Without_origins_the_bound_addresses_are_allowed_as_localhost(string address, string origin)
    {
        var origins = new AllowedOrigins(Options.Create(Read(Environments.Development)), new BoundServer(address));

        Assert.True(origins.Contains(origin));
        Assert.False(origins.Contains("https://localhost:1"));
        Assert.False(origins.Contains(null));
    }

    [Theory]
    [InlineData("http://unix:/run/app.sock")]
    [InlineData("http://pipe:/app")]
    public void No_browser_comes_through_a_socket_or_a_pipe(string address)
    {
        var origins = new AllowedOrigins(Options.Create(Read(Environments.Development)), new BoundServer(address));

        Assert.Empty(origins.All);
    }

    [Fact]
    public void The_bound_addresses_do_not_count_when_origins_are_configured()
    {
        var options = new RelyingPartyOptions { ServerDomain = "localhost", Origins = { "https://localhost:7443" } };
        var origins = new AllowedOrigins(Options.Create(options), new BoundServer("http://localhost:5080"));

        Assert.True(origins.Contains("https://localhost:7443"));
        Assert.False(origins.Contains("http://localhost:5080"));
    }

    [Fact]
    public void A_relying_party_is_created_from_services()
    {
        var services = Services(Environments.Development).AddSingleton(TimeProvider.System).AddSingleton<IServer>(new BoundServer("http://localhost:5080"));
        using var provider = services.BuildServiceProvider(validateScopes: true);

        Assert.NotNull(provider.GetRequiredService<RelyingParty>());
        Assert.True(provider.GetRequiredService<AllowedOrigins>().Contains("http://localhost:5080"));
    }

    private static string Refused(params (string Key, string Value)[] settings) =>
        Assert.Throws<OptionsValidationException>(() => Read(Environments.Production, settings)).Message;

    private static RelyingPartyOptions Read(string environment, params (string Key, string Value)[] settings)
    {
        using var provider = Services(environment, settings).BuildServiceProvider();

        return provider.GetRequiredService<IOptions<RelyingPartyOptions>>().Value;
    }

    private static IServiceCollection Services(string environment, params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Passkeys:{s.Key}", (string?)s.Value)))
            .Build())
        .AddSingleton<IHostEnvironment>(new Here(environment))
        .AddRelyingParty()
        .AddSingleton<IPostConfigureOptions<RelyingPartyOptions>, RelyingPartyDefaults>();

    private sealed class Here(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "PasskeyBlazor";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }

    private sealed class BoundServer : IServer
    {
        public BoundServer(string address)
        {
            var addresses = new ServerAddressesFeature();
            addresses.Addresses.Add(address);
            Features.Set<IServerAddressesFeature>(addresses);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
