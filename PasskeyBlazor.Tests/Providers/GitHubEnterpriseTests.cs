using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>Accounts at a company's GitHub server have the address of that server as their issuer.</summary>
public sealed class GitHubEnterpriseTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "https://github.com")]
    [InlineData("https://github.com/login/oauth/authorize", "https://github.com")]
    [InlineData("https://GitHub.COM:443/login/oauth/authorize/", "https://github.com")]
    [InlineData("https://git.acme.example/login/oauth/authorize", "https://git.acme.example")]
    [InlineData("https://Git.Acme.Example./login/oauth/authorize?tenant=1#top", "https://git.acme.example")]
    [InlineData("HTTPS://user@git.acme.example:8443", "https://git.acme.example:8443")]
    [InlineData("https://acme.ghe.com/login/oauth/authorize", "https://acme.ghe.com")]
    [InlineData("https://github.com.acme.example/login", "https://github.com.acme.example")]
    [InlineData("https://bücher.example/login", "https://xn--bcher-kva.example")]
    [InlineData("https://[2001:DB8::1]:8443/login", "https://[2001:db8::1]:8443")]
    [Threat("FR-07")]
    public void The_issuer_is_the_web_address_of_the_server_in_one_spelling(string? authorization, string issuer)
    {
        var github = (OAuthKind)KnownProviders.Find("GitHub")!;

        Assert.Equal(issuer, github.IssuerAt(new ProviderEndpoints { Authorization = authorization, UserInfo = "https://api.elsewhere.example/user" }));
    }

    [Theory]
    [InlineData("Facebook", "https://www.facebook.com")]
    [InlineData("Twitter", "https://x.com")]
    public void A_provider_that_runs_nowhere_else_keeps_its_issuer(string name, string issuer)
    {
        var kind = (OAuthKind)KnownProviders.Find(name)!;

        Assert.Equal(issuer, kind.IssuerAt(new ProviderEndpoints { Authorization = "https://proxy.acme.example/oauth" }));
    }

    [Theory]
    [InlineData("https://github.com")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://127.0.0.1")]
    [Threat("FR-07")]
    public async Task The_same_number_at_another_server_is_another_person(string otherServer)
    {
        await using var servers = new LookAlikeApp();
        var number = $"{Random.Shared.NextInt64(1, long.MaxValue)}";
        servers.Providers.Name(number);
        var other = new User { Handle = Guid.NewGuid().ToString("N"), CreatedAt = DateTimeOffset.UtcNow };
        _ = servers.App.Address; // the app has prepared its database
        await using (var db = servers.App.OpenDatabase())
        {
            db.ExternalIdentities.Add(new ExternalIdentity
            {
                UserId = other.Id,
                User = other,
                Provider = "GitHub",
                Issuer = otherServer,
                Subject = number,
                CreatedAt = other.CreatedAt,
                LastUsedAt = other.CreatedAt,
            });
            await db.SaveChangesAsync(Cancel);
        }

        using var browser = servers.App.Browser(followRedirects: false);
        using var signedIn = await browser.SignInAtAsync("GitHub");

        Assert.NotEqual(other.Id, (await browser.WhoAsync())!.UserId);
        await using var after = servers.App.OpenDatabase();
        Assert.Equal(
            [otherServer, servers.Providers.Address],
            await after.ExternalIdentities.OrderBy(i => i.CreatedAt).Select(i => i.Issuer).ToListAsync(Cancel));
    }
}
