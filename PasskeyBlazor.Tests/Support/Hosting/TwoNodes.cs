using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>
/// Two processes of the app in Production over one database, behind the nginx of <c>docs/deploy.md</c>, at one https address. A provider
/// is there too.
/// </summary>
public sealed class TwoNodes : IAsyncLifetime
{
    private readonly DirectoryInfo folder = AppProcess.MakeFolder();
    private readonly int[] ports = Nginx.FreePorts(4); // of nginx, of the provider, of the nodes
    private readonly AppProcess?[] nodes = new AppProcess?[2];
    private readonly HttpClient direct = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private Nginx? nginx;
    private string thumbprint = "";

    public TwoNodes()
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{ports[0]}/"));
        Provider.Front = string.Create(CultureInfo.InvariantCulture, $"https://localhost:{ports[1]}");
    }

    public TestDatabase Database { get; } = new();

    public FakeProvider Provider { get; } = new();

    public Uri Address { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Certificate => Path.Combine(folder.FullName, "certificate.pem");

    private string Key => Path.Combine(folder.FullName, "key.pem");

    public async ValueTask InitializeAsync()
    {
        MakeCertificate();
        var site = DeployDocument.Block("nginx", "# inside http { … }")
            .Replace("10.0.0.11:5000", NodeName(0), StringComparison.Ordinal)
            .Replace("10.0.0.12:5000", NodeName(1), StringComparison.Ordinal)
            .Replace("listen 443 ssl", $"listen {Address.Port} ssl", StringComparison.Ordinal)
            .Replace("app.example.org", "localhost", StringComparison.Ordinal)
            .Replace("/etc/ssl/certs/localhost.pem", Certificate, StringComparison.Ordinal)
            .Replace("/etc/ssl/private/localhost.key", Key, StringComparison.Ordinal);
        var provider = $$"""
            server {
                listen {{ports[1]}} ssl;
                ssl_certificate {{Certificate}};
                ssl_certificate_key {{Key}};
                location / { proxy_pass {{Provider.Address}}; proxy_set_header Host $http_host; }
            }
            """;
        nginx = new Nginx(folder, site + provider, Address.Port);
        await Task.WhenAll(StartAsync(0), StartAsync(1));
    }

    /// <summary>The path of each answered request, and the node that answered it.</summary>
    public IReadOnlyList<(string Path, int Node)> Answered =>
        [.. from line in nginx!.Log
            where line.Nodes.StartsWith("127.0.0.1:", StringComparison.Ordinal)
            select (line.Path, line.Nodes.EndsWith(NodeName(0), StringComparison.Ordinal) ? 0 : 1)];

    /// <summary>A client of nginx, like one browser.</summary>
    public HttpClient Browser(CookieContainer? cookies = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new CookieContainer() };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == thumbprint;

        return new HttpClient(handler) { BaseAddress = Address };
    }

    /// <summary>Posts a form to one of the nodes as nginx does.</summary>
    public async Task<HttpResponseMessage> PostToAsync(int node, string path, CookieContainer cookies, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{NodeName(node)}{path}") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Host = Address.Authority;
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("Cookie", cookies.GetCookieHeader(Address));

        return await direct.SendAsync(request, Cancel);
    }

    /// <summary>Signs in with the provider, and adds a passkey as the circuit does.</summary>
    public async Task<SignedIn> RegisterAsync(HttpClient browser, SoftwareAuthenticator authenticator)
    {
        authenticator.Origin = Address.GetLeftPart(UriPartial.Authority);
        Provider.Name($"{Guid.NewGuid()}");
        (await browser.SignInAtAsync("Fake")).Dispose();
        var signedIn = (await browser.WhoAsync())!;
        var started = (await direct.GetFromJsonAsync<StartedCeremony>($"http://{NodeName(0)}/test/begin?session={signedIn.SessionId}", Cancel))!;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["state"] = started.State, ["credential"] = authenticator.Create(started.OptionsJson) });
        using var added = await direct.PostAsync($"http://{NodeName(1)}/test/complete?session={signedIn.SessionId}", form, Cancel);
        Assert.Equal("added", await added.Content.ReadAsStringAsync(Cancel));

        return signedIn;
    }

    /// <summary>Ends a node as <c>kill -9</c> does.</summary>
    public Task KillAsync(int node) => nodes[node]!.KillAsync();

    /// <summary>Starts a node, and waits until nginx sends it requests: it leaves out a node that has failed for some seconds.</summary>
    public async Task StartAsync(int node)
    {
        if (nodes[node] is { } earlier)
        {
            await earlier.DisposeAsync();
        }

        Dictionary<string, string?> settings = new(RateLimitSettings.OutOfTheWay.Concat(Database.Settings).Concat(Provider.Settings()))
        {
            ["Passkeys:ServerDomain"] = "localhost",
            ["Passkeys:Origins:0"] = Address.GetLeftPart(UriPartial.Authority),
            ["Sessions:CheckedEvery"] = "00:00:01",
            ["urls"] = $"http://{NodeName(node)}",
        };
        nodes[node] = AppProcess.Start(
            folder, [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")], new(KillPoints.Environment()) { ["SSL_CERT_FILE"] = Certificate }, withTests: true);
        await nodes[node]!.AddressAsync();
        using var browser = Browser();
        var before = Answered.Count;
        await Eventually.SeeAsync(
            async () =>
            {
                (await browser.GetAsync("/health/live", Cancel)).Dispose();
                return Answered.Skip(before).Any(one => one.Node == node);
            },
            isThere => isThere,
            "requests at the node");
    }

    public async ValueTask DisposeAsync()
    {
        nginx?.Dispose();
        direct.Dispose();
        foreach (var node in nodes.OfType<AppProcess>())
        {
            await node.DisposeAsync();
        }

        Database.Dispose();
        await Provider.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private string NodeName(int node) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ports[2 + node]}");

    private void MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        thumbprint = certificate.Thumbprint;
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }
}
