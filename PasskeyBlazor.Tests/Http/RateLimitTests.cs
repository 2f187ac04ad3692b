using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Http;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>An address with too many requests, and its neighbours. A proxy on this machine, trusted by default, says who asks.</summary>
public sealed class RateLimitTests : IAsyncDisposable
{
    /// <summary>A refused client waits for about a second.</summary>
    private const int PerMinute = 60;

    /// <summary>A refused client stays refused during a test, also on a busy machine.</summary>
    private const int FewPerMinute = 5;

    private static readonly string[] Limits = ["Begin", "Complete", "Callback", "Change", "Circuits", "CircuitCalls"];

    private int perMinute = PerMinute;
    private TestApp? app;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestApp App => app ??= new TestApp
    {
        Settings = Limits.ToDictionary(limit => $"RateLimits:{limit}", _ => (string?)$"{perMinute}"),
    };

    [Theory]
    [InlineData("GET", "/sign-in")]
    [InlineData("GET", "/SIGN-IN/")]
    [InlineData("GET", "/sign-in/failure?failure=NotAllowedError")]
    [InlineData("GET", "/session/passkey/options")]
    [InlineData("POST", "/session/provider")]
    [InlineData("POST", "/session/passkey")]
    [InlineData("POST", "/session/passkey/")]
    [InlineData("GET", "/confirm")]
    [InlineData("GET", "/session/confirm/options")]
    [InlineData("POST", "/session/confirm/provider")]
    [InlineData("POST", "/session/confirm/passkey")]
    [InlineData("GET", "/session/provider/callback")]
    [InlineData("POST", "/session/end")]
    [InlineData("POST", "/account")]
    [InlineData("POST", "/admin/disable")]
    [InlineData("GET", "/signin-oidc-development?code=x&state=x")]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("POST", "/_blazor/negotiate/?negotiateVersion=1&id=x")]
    [InlineData("POST", "/_blazor/disconnect?id=x")]
    [InlineData("POST", "/_blazor/disconnect/?id=x")]
    [InlineData("GET", "/_blazor")]
    [InlineData("GET", "/_blazor?id")]
    [InlineData("GET", "/_blazor?id=")]
    public async Task An_address_with_too_many_requests_waits_as_long_as_the_answer_says(string method, string address)
    {
        using var refused = await KnockUntilRefusedAsync(method, address);

        await refused.IsAFriendlyPageAsync();
        Assert.Contains("href=\"/sign-in\"", await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Single(App.Log, line => line.Contains("A request of 192.0.2.1 was refused: too many in a minute.", StringComparison.Ordinal));
        var wait = refused.Headers.RetryAfter!.Delta!.Value;
        Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

        await Task.Delay(wait, Cancel); // as long as the answer says, and not longer
        using var later = await KnockAsync(method, address);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, later.StatusCode);
    }

    /// <summary>The callback paths of the providers' handlers are no endpoints; <see cref="CallbackPaths"/> names them.</summary>
    [Fact]
    public void An_endpoint_that_costs_something_before_authentication_names_its_limit()
    {
        var limited = App.Endpoints()
            .Select(e => (Limit: e.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName, Address: e.Pattern()))
            .Where(e => e.Limit is not null).Distinct();

        Assert.Equal(
            [
                ("Begin", "/confirm"), ("Begin", "/confirm/failure"), ("Begin", "/link"), ("Begin", "/session/confirm/options"), ("Begin", "/session/confirm/provider"),
                ("Begin", "/session/link/provider"), ("Begin", "/session/passkey/options"), ("Begin", "/session/passkeys/here"), ("Begin", "/session/provider"), ("Begin", "/sign-in"), ("Begin", "/sign-in/failure"),
                ("Callback", "/session/provider/callback"),
                ("Circuits", "/_blazor"), ("Circuits", "/_blazor/disconnect/"), ("Circuits", "/_blazor/initializers/"), ("Circuits", "/_blazor/negotiate"),
                ("Complete", "/session/confirm/passkey"), ("Complete", "/session/link"), ("Complete", "/session/link/drop"),
                ("Complete", "/session/link/end"), ("Complete", "/session/link/new"), ("Complete", "/session/passkey"), ("Complete", "/session/passkeys/add"),
            ],
            limited.OrderBy(e => e.Limit, StringComparer.Ordinal).ThenBy(e => e.Address, StringComparer.Ordinal));
    }

    [Fact]
    [Threat("AB-05")]
    public async Task Each_address_that_changes_something_has_a_limit_also_for_a_signed_in_person()
    {
        perMinute = FewPerMinute;
        var changing = App.Changing().ToList();
        Assert.True(changing.Count > 20);

        foreach (var (index, (address, method)) in changing.Index())
        {
            using var refused = await KnockUntilRefusedAsync(method, address, from: $"192.0.2.{index + 10}");
        }
    }

    [Fact]
    public async Task The_limit_does_not_affect_neighbours_and_other_pages()
    {
        perMinute = FewPerMinute;
        using var refused = await KnockUntilRefusedAsync("POST", "/session/passkey");

        using var neighbour = await KnockAsync("POST", "/session/passkey", from: "192.0.2.2");
        using var page = await KnockAsync("GET", "/sign-in");
        using var home = await KnockAsync("GET", "/");

        Assert.Equal(HttpStatusCode.BadRequest, neighbour.StatusCode); // it sent no token
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }

    [Fact]
    public async Task A_home_s_many_IPv6_addresses_count_as_one()
    {
        perMinute = FewPerMinute;
        using var refused = await KnockUntilRefusedAsync("GET", "/sign-in", from: "2001:db8::1");

        using var same = await KnockAsync("GET", "/sign-in", from: "2001:db8::ffff:1:2:3");
        using var other = await KnockAsync("GET", "/sign-in", from: "2001:db8:0:1::1");

        Assert.Equal(HttpStatusCode.TooManyRequests, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("Begin")]
    [InlineData("Complete")]
    [InlineData("Callback")]
    [InlineData("Change")]
    [InlineData("Circuits")]
    [InlineData("CircuitCalls")]
    public async Task A_limit_of_zero_is_a_mistake_that_is_reported_at_start(string limit)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration[$"RateLimits:{limit}"] = "0";
        builder.AddHttp();
        await using var wrong = builder.Build();

        var mistake = Assert.Throws<OptionsValidationException>(wrong.Services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains($"RateLimits:{limit} must be between 1 and 1,000,000.", Assert.Single(mistake.Failures), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<HttpResponseMessage> KnockUntilRefusedAsync(string method, string address, string from = "192.0.2.1")
    {
        for (var count = 1; ; count++)
        {
            var answer = await KnockAsync(method, address, from);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.True(count > perMinute, $"refused at knock {count}");
                return answer;
            }

            answer.Dispose();
            Assert.True(count < 2 * perMinute, "never refused");
        }
    }

    private async Task<HttpResponseMessage> KnockAsync(string method, string address, string from = "192.0.2.1")
    {
        using var browser = App.Browser(followRedirects: false);
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Headers = { { "X-Forwarded-For", from } } };

        return await browser.SendAsync(request, Cancel);
    }
}
