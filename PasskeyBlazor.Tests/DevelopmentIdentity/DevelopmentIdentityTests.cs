#if DEBUG
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using PasskeyBlazor.DevelopmentIdentity;

namespace PasskeyBlazor.Tests.DevelopmentIdentity;

/// <summary>The provider as the app uses it: through the stock handler, over a real connection.</summary>
public sealed partial class DevelopmentIdentityTests(SampleApp app) : IClassFixture<SampleApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Ada Lovelace", "ada", "ada@example.com", "true")]
    [InlineData("Grace Hopper", "grace", "grace@example.com", "true")]
    [InlineData("Mallory", "mallory", "ada@example.com", "false")]
    [InlineData("Hypatia", "nomail", null, null)]
    public async Task The_person_who_is_chosen_on_the_page_signs_in(string name, string key, string? email, string? verified)
    {
        using var browser = app.Browser();
        var page = await browser.GetStringAsync("/sign-in", Cancel);

        using var me = await browser.GetAsync(Choice(page, "account", key), Cancel);

        var claims = await me.Content.ReadFromJsonAsync<Dictionary<string, string>>(Cancel);
        var idToken = JsonSerializer.Deserialize<Dictionary<string, string>>(claims!["idtoken"])!;
        Assert.Equal(key, idToken["sub"]);
        Assert.Equal(name, idToken["name"]);
        Assert.Equal(email, idToken.GetValueOrDefault("email"));
        Assert.Equal(verified, idToken.GetValueOrDefault("email_verified"));
        Assert.Contains("auth_time", idToken);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("mallory")]
    [InlineData("nomail")]
    public async Task UserInfo_says_what_the_ID_token_says(string key)
    {
        using var browser = app.Browser();

        var claims = await browser.GetFromJsonAsync<Dictionary<string, string>>($"/sign-in?hint={key}", Cancel);

        var idToken = JsonSerializer.Deserialize<Dictionary<string, string>>(claims!["idtoken"])!;
        var userInfo = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(claims["userinfo"])!;
        foreach (var type in (string[])["sub", "name", "picture", "email", "email_verified"])
        {
            Assert.Equal(idToken.GetValueOrDefault(type), userInfo.TryGetValue(type, out var value) ? value.GetRawText().Trim('"') : null);
        }
    }

    [Fact]
    public async Task Cancel_is_access_denied()
    {
        using var browser = app.Browser();
        var page = await browser.GetStringAsync("/sign-in", Cancel);

        Assert.Contains("access_denied", await browser.GetStringAsync(Choice(page, "cancel", "true"), Cancel));
    }

    [Fact]
    public async Task Signing_out_goes_to_the_provider_and_back()
    {
        using var browser = app.Browser();
        await browser.GetStringAsync("/sign-in?hint=ada", Cancel);

        Assert.Equal("gone", await browser.GetStringAsync("/sign-out", Cancel));
    }

    [Fact]
    public async Task Many_first_sign_ins_at_once_succeed()
    {
        await using var fresh = new SampleApp();
        await fresh.InitializeAsync();

        await Parallel.ForAsync(0, 20, Cancel, async (_, ct) =>
        {
            using var browser = fresh.Browser();
            await browser.GetStringAsync("/sign-in?hint=ada", ct);
        });
    }

    [Theory]
    [InlineData("redirect_uri", "https://example.com/signin-oidc-development")]
    [InlineData("redirect_uri", "http://localhost:1/signin-oidc-development")]
    [InlineData("redirect_uri", "{origin}elsewhere")]
    [InlineData("redirect_uri", "{origin}signin-oidc-development?more=1")]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge_method", "plain")]
    public async Task A_request_that_is_not_the_app_s_is_refused(string parameter, string? value)
    {
        using var browser = app.Browser(followRedirects: false);
        var request = Request();
        request[parameter] = value?.Replace("{origin}", app.Origin.AbsoluteUri, StringComparison.Ordinal);

        using var response = await browser.GetAsync(QueryHelpers.AddQueryString("/dev-idp/authorize", request), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    public async Task A_code_is_worth_nothing_without_the_secret(bool knowsTheSecret, HttpStatusCode expected)
    {
        using var browser = app.Browser(followRedirects: false);
        using var redirect = await browser.GetAsync(QueryHelpers.AddQueryString("/dev-idp/authorize", Request()), Cancel);
        var answer = QueryHelpers.ParseQuery(redirect.Headers.Location!.Query);

        using var response = await browser.PostAsync("/dev-idp/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = answer["code"]!,
            ["code_verifier"] = Verifier,
            ["redirect_uri"] = $"{app.Origin}signin-oidc-development",
            ["client_id"] = app["ClientId"],
            ["client_secret"] = knowsTheSecret ? app["ClientSecret"] : "wrong",
        }), Cancel);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task The_page_works_under_a_strict_policy_and_is_not_stored()
    {
        using var browser = app.Browser();

        using var response = await browser.GetAsync("/sign-in", Cancel);

        var page = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("style=", page);
    }

    [Theory]
    [InlineData("192.0.2.1", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task Other_machines_are_refused(string? remote, HttpStatusCode expected)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseTestServer();
        builder.AddDevelopmentIdentity();
        await using var testApp = builder.Build();
        testApp.MapDevelopmentIdentity();
        await testApp.StartAsync(Cancel);

        var response = await testApp.GetTestServer().SendAsync(http =>
        {
            http.Request.Path = "/dev-idp/.well-known/openid-configuration";
            http.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        }, Cancel);

        Assert.Equal((int)expected, response.Response.StatusCode);
    }

    [Fact]
    public void Outside_Development_it_refuses_to_be_added()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });

        Assert.Throws<InvalidOperationException>(builder.AddDevelopmentIdentity);
    }

    [Fact]
    public async Task Switched_off_it_leaves_no_trace()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration["DevelopmentIdentity:Enabled"] = "false";

        await using var off = builder.AddDevelopmentIdentity().Build().MapDevelopmentIdentity();

        Assert.Null(off.Configuration["Authentication:Oidc:Development:ClientId"]);
    }

    private const string Verifier = "a-verifier-of-at-least-forty-three-characters";

    private Dictionary<string, string?> Request() => new()
    {
        ["client_id"] = app["ClientId"],
        ["redirect_uri"] = $"{app.Origin}signin-oidc-development",
        ["response_type"] = "code",
        ["scope"] = "openid",
        ["login_hint"] = "ada",
        ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
        ["code_challenge_method"] = "S256",
    };

    /// <summary>What a browser asks for when a button of the form is pressed.</summary>
    private static string Choice(string page, string button, string value)
    {
        Assert.Contains($"""name="{button}" value="{value}">""", page);
        var fields = HiddenField().Matches(page)
            .ToDictionary(field => field.Groups[1].Value, field => (string?)WebUtility.HtmlDecode(field.Groups[2].Value));
        fields[button] = value;
        return QueryHelpers.AddQueryString("/dev-idp/authorize", fields);
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)">""")]
    private static partial Regex HiddenField();
}
#endif
