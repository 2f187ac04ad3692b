using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests;

/// <summary>Outside Development every cookie is bound to this host and to https.</summary>
public sealed class AppCookiesTests : IAsyncDisposable
{
    private readonly Accounts production = new();

    [Theory]
    [InlineData(SessionServices.Scheme, "__Host-session")]
    [InlineData(ProviderServices.ExternalScheme, "__Host-external")]
    public void A_scheme_s_cookie_is_a_host_cookie(string scheme, string name)
    {
        var cookie = production.Get<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme).Cookie;

        Assert.Equal(name, cookie.Name);
        IsOfHost(cookie);
        Assert.Equal(SameSiteMode.Lax, cookie.SameSite);
    }

    [Fact]
    [Threat("PR-03", "PR-05")]
    public async Task A_provider_s_cookies_are_host_cookies_and_live_ten_minutes()
    {
        await using var acme = new Accounts(
            ("Authentication:Oidc:Acme:Authority", "https://acme.example"), ("Authentication:Oidc:Acme:ClientId", "x"), ("Authentication:Oidc:Acme:ClientSecret", "y"));
        var oidc = acme.Get<IOptionsMonitor<OpenIdConnectOptions>>().Get("Acme");

        Assert.Equal(("__Host-correlation.", "__Host-nonce."), (oidc.CorrelationCookie.Name, oidc.NonceCookie.Name));
        Assert.All((CookieBuilder[])[oidc.CorrelationCookie, oidc.NonceCookie], cookie =>
        {
            IsOfHost(cookie);
            Assert.Equal(("/", SameSiteMode.Lax), (cookie.Path, cookie.SameSite));
            var lifetime = cookie.Build(new DefaultHttpContext(), Accounts.Start).Expires - Accounts.Start;
            Assert.Equal(TimeSpan.FromMinutes(10), lifetime);
        });
    }

    [Fact]
    public void The_antiforgery_cookie_is_a_host_cookie()
    {
        var cookie = production.Get<IOptions<AntiforgeryOptions>>().Value.Cookie;

        Assert.Equal("__Host-antiforgery", cookie.Name);
        IsOfHost(cookie);
        Assert.Equal(SameSiteMode.Lax, cookie.SameSite);
    }

    [Fact]
    public void The_browser_s_secret_is_in_a_host_cookie()
    {
        using var scope = production.CreateScope();
        var http = Accounts.RequestIn(scope);

        var secret = production.Get<BrowserCookie>().Ensure(http);

        Assert.Equal($"__Host-browser={secret}; path=/; secure; samesite=lax; httponly", http.Response.Headers.SetCookie.Single());
    }

    public ValueTask DisposeAsync() => production.DisposeAsync();

    private static void IsOfHost(CookieBuilder cookie)
    {
        Assert.Equal(CookieSecurePolicy.Always, cookie.SecurePolicy);
        Assert.True(cookie.HttpOnly);
        Assert.Null(cookie.Domain);
        Assert.True(cookie.Path is null or "/"); // the default is the whole host
    }
}
