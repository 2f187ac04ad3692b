using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>GitHub, Facebook and X: each has its own format for a person and for an error.</summary>
public sealed class OAuthProviderTests : IClassFixture<LookAlikeApp>, IDisposable
{
    private readonly LookAlikes providers;
    private readonly TestApp app;
    private readonly HttpClient browser;
    private readonly string id = $"{Random.Shared.NextInt64(1, long.MaxValue)}";

    public OAuthProviderTests(LookAlikeApp shared)
    {
        (providers, app) = (shared.Providers, shared.App);
        providers.Name(id);
        browser = app.Browser(followRedirects: false);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GitHub", null, true, true)] // the issuer is the server, see GitHubEnterpriseTests
    [InlineData("Facebook", "https://www.facebook.com", true, false)]
    [InlineData("Twitter", "https://x.com", false, false)]
    public async Task Each_provider_signs_in_by_its_own_identifier_and_verifies_an_address_if_it_can(
        string scheme, string? issuer, bool hasEmail, bool isVerified)
    {
        using var end = await ContinueAsync(scheme, "/me");

        Assert.Equal("/me", end.Headers.Location?.OriginalString);
        Assert.Equal(scheme, (await browser.WhoAsync())!.Method);
        var identity = (await IdentityAsync())!;
        Assert.Equal((issuer ?? providers.Address, id), (identity.Issuer, identity.Subject));
        Assert.Equal(("Ada", hasEmail ? LookAlikes.EmailOf(id) : null, isVerified), (identity.User.DisplayName, identity.User.Email, identity.User.IsEmailVerified));
        Assert.StartsWith("https://", identity.User.PictureUrl, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GitHub", "/signin-github", "read:user user:email")]
    [InlineData("Facebook", "/signin-facebook", "public_profile email")]
    [InlineData("Twitter", "/signin-twitter", "tweet.read users.read")]
    public async Task Each_provider_is_asked_for_a_code_at_its_own_address_with_a_proof_key(string scheme, string callback, string scopes)
    {
        using var end = await ContinueAsync(scheme);

        Assert.Equal(callback, new Uri(providers.Asked!["redirect_uri"]!).AbsolutePath);
        Assert.Equal(scopes, providers.Asked["scope"]);
        Assert.Equal("S256", providers.Asked["code_challenge_method"]);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("unverified")]
    [InlineData("not primary")]
    [InlineData("forbidden")]
    [InlineData("not found")]
    [InlineData("an object")]
    public async Task GitHub_accepts_only_a_primary_verified_address_and_requires_none(string addresses)
    {
        (providers.GitHubEmails, providers.EmailsFault) = addresses switch
        {
            "none" => (new JsonArray(), null),
            "unverified" => (Addresses(primary: true, verified: false), null),
            "not primary" => (Addresses(primary: false, verified: true), null),
            "forbidden" => (new JsonArray(), Results.StatusCode(403)),
            "not found" => (new JsonArray(), Results.StatusCode(404)),
            _ => ((JsonNode)new JsonObject { ["email"] = "ada@example.org", ["primary"] = true, ["verified"] = true }, (IResult?)null),
        };

        using var end = await ContinueAsync("GitHub");

        Assert.NotNull(await browser.WhoAsync());
        Assert.Null((await IdentityAsync())!.User.Email);
    }

    [Fact]
    public async Task A_renamed_GitHub_person_is_the_same_and_the_next_owner_of_the_old_name_is_another()
    {
        using var first = await ContinueAsync("GitHub");
        var before = (await browser.WhoAsync())!.UserId;

        providers.GitHubUser["login"] = "countess";
        using var second = await ContinueAsync("GitHub");
        var renamed = (await browser.WhoAsync())!.UserId;
        providers.Name($"{Random.Shared.NextInt64(1, long.MaxValue)}");
        using var third = await ContinueAsync("GitHub");

        Assert.Equal(before, renamed);
        Assert.NotEqual(before, (await browser.WhoAsync())!.UserId);
    }

    [Theory]
    [MemberData(nameof(Nobodies))]
    public async Task A_profile_without_an_identifier_does_not_sign_in(string scheme, string profile)
    {
        providers.ProfileFault = Results.Content(profile, "application/json");

        await IsRefusedAsync(scheme, "ProviderFailed");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_provider_s_faulty_answer_ends_on_a_friendly_page(string scheme, string step, string fault)
    {
        var answer = fault switch
        {
            "500" => Results.StatusCode(500),
            "401" => Results.StatusCode(401),
            "html" => Results.Content("<html><script>alert(1)</script></html>", "text/html"),
            "error" => Results.Content("""{"error":"bad_verification_code","error_description":"planted words"}""", "application/json"),
            "array" => Results.Content("[]", "application/json"),
            _ => Results.Content("", "application/json"),
        };
        (providers.TokenFault, providers.ProfileFault) = step == "token" ? (answer, null) : ((IResult?)null, answer);

        var page = await IsRefusedAsync(scheme, "ProviderFailed");

        Assert.DoesNotContain("planted words", page);
        Assert.DoesNotContain("alert(1)", page);
    }

    [Theory]
    [InlineData("GitHub", "access_denied", null, "ProviderCancelled")]
    [InlineData("Facebook", "access_denied", "user_denied", "ProviderCancelled")]
    [InlineData("Twitter", "access_denied", null, "ProviderCancelled")]
    [InlineData("GitHub", "application_suspended", null, "ProviderFailed")]
    public async Task A_person_who_refuses_at_the_provider_returns_to_sign_in(string scheme, string error, string? reason, string expected)
    {
        providers.Denial = new() { ["error"] = error, ["error_reason"] = reason, ["error_description"] = "<script>planted()</script>" };

        var page = await IsRefusedAsync(scheme, expected);

        Assert.DoesNotContain("planted", page);
    }

    [Fact]
    [Threat("OA-05")]
    public async Task One_provider_s_answer_does_not_work_at_another_s_address()
    {
        using var begun = await BeginAsync("GitHub", "/");
        using var sent = await browser.GetAsync(begun.Headers.Location, Cancel);
        var misdirected = sent.Headers.Location!.AbsoluteUri.Replace("/signin-github", "/signin-facebook", StringComparison.Ordinal);

        using var answer = await browser.GetAsync(misdirected, Cancel);
        using var end = await browser.GetAsync(answer.Headers.Location, Cancel);

        Assert.Contains("failure=ProviderFailed", end.Headers.Location!.OriginalString);
        Assert.Null(await browser.WhoAsync());
    }

    public static TheoryData<string, string> Nobodies => new(
        from scheme in (string[])["GitHub", "Facebook", "Twitter"]
        from profile in (string[])["{}", "[]", "null", """{"id":null}""", """{"id":""}""", """{"id":{}}""", """{"data":{}}""", """{"data":null}""", """{"errors":[{"title":"Forbidden"}]}"""]
        select (scheme, profile));

    public static TheoryData<string, string, string> Faults => new(
        from scheme in (string[])["GitHub", "Facebook", "Twitter"]
        from step in (string[])["token", "profile"]
        from fault in (string[])["500", "401", "html", "error", "array", "empty"]
        select (scheme, step, fault));

    public void Dispose() => browser.Dispose();

    private static JsonArray Addresses(bool primary, bool verified) =>
        [new JsonObject { ["email"] = "ada@example.org", ["primary"] = primary, ["verified"] = verified }];

    private Task<HttpResponseMessage> BeginAsync(string scheme, string returnUrl) =>
        browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = scheme, ["returnUrl"] = returnUrl });

    /// <summary>From the button to the last redirect, which leads into the app again.</summary>
    private async Task<HttpResponseMessage> ContinueAsync(string scheme, string returnUrl = "/")
    {
        var answer = await BeginAsync(scheme, returnUrl);
        for (var step = 0; step < 3 && answer.Headers.Location is { } next; step++) // to the provider, back, and to the callback
        {
            answer.Dispose();
            answer = await browser.GetAsync(next, Cancel);
        }

        return answer;
    }

    private async Task<string> IsRefusedAsync(string scheme, string failure)
    {
        var before = await CountAsync();

        using var end = await ContinueAsync(scheme);

        Assert.Equal(HttpStatusCode.Redirect, end.StatusCode);
        Assert.Equal(failure, QueryHelpers.ParseQuery(new Uri(app.Address, end.Headers.Location!).Query)["failure"]);
        Assert.Null(await browser.WhoAsync());
        Assert.Equal(before, await CountAsync());
        using var page = await browser.GetAsync(end.Headers.Location, Cancel);

        return await page.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<ExternalIdentity?> IdentityAsync()
    {
        await using var db = app.OpenDatabase();

        return await db.ExternalIdentities.Include(i => i.User).SingleOrDefaultAsync(i => i.Subject == id, Cancel);
    }

    private async Task<int> CountAsync()
    {
        await using var db = app.OpenDatabase();

        return await db.ExternalIdentities.CountAsync(Cancel);
    }
}
