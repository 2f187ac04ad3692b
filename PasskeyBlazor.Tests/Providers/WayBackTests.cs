using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>
/// Every failure that comes back from a provider leads to the page where the person came from: with the return address, the purpose and
/// one sentence. Acme speaks OpenID Connect, GitHub speaks OAuth only.
/// </summary>
public sealed class WayBackTests : IClassFixture<EveryProviderApp>, IDisposable
{
    private const string Wanted = "/me?a=1";

    private readonly EveryProviderApp shared;
    private readonly CookieContainer jar = new();
    private readonly HttpClient browser;

    public WayBackTests(EveryProviderApp shared)
    {
        this.shared = shared;
        shared.Provider.Name(Guid.NewGuid().ToString("N"));
        shared.LookAlikes.Name($"{Random.Shared.NextInt64(1, long.MaxValue)}");
        browser = shared.App.Browser(followRedirects: false, jar);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Cases => new(
        from provider in (string[])["Acme", "GitHub"]
        from purpose in (string[])["sign in", "confirm", "connect"]
        from fault in (string[])
        [
            "denied", "error", "no code", "a code of another provider", "no state", "a forged state", "the state of another browser",
            "no cookie of the attempt", "no cookie of the browser's way back", "token endpoint 500", "token endpoint html", "token endpoint error",
            "no identifier", .. provider == "Acme" ? (string[])["another iss", "a token in the address", "unsigned"] : ["two states", "profile 500", "profile html"],
        ]
        select (provider, purpose, fault));

    [Theory]
    [MemberData(nameof(Cases))]
    [Threat("PR-01", "PR-02")]
    public async Task A_failure_leads_back_with_the_return_address_the_purpose_and_one_sentence(string provider, string purpose, string fault)
    {
        Prepare(fault);
        using var begun = await BeginAsync(provider, purpose);
        using var sent = await browser.GetAsync(begun.Headers.Location, Cancel);
        var answer = await BendAsync(sent.Headers.Location!, provider, fault);

        using var answered = await browser.GetAsync(answer, Cancel);
        using var end = await browser.GetAsync(answered.Headers.Location, Cancel);

        var failure = fault == "denied" ? "ProviderCancelled" : "ProviderFailed";
        IsWayBack(end, purpose, failure);
        var page = await PageAsync(end);
        Assert.Contains(fault == "denied" ? Text.Failure_ProviderCancelled : Text.Failure_ProviderFailed, page, StringComparison.Ordinal);
        Assert.Equal(purpose != "sign in", await browser.WhoAsync() is not null);
    }

    [Theory]
    [InlineData("sign in")]
    [InlineData("confirm")]
    [InlineData("connect")]
    [Threat("PR-01")]
    public async Task An_answer_that_loses_its_cookie_on_the_last_step_leads_back_too(string purpose)
    {
        using var begun = await BeginAsync("Acme", purpose);
        using var sent = await browser.GetAsync(begun.Headers.Location, Cancel);
        using var answered = await browser.GetAsync(sent.Headers.Location, Cancel);
        Forget(Cookies.External);

        using var end = await browser.GetAsync(answered.Headers.Location, Cancel);

        IsWayBack(end, purpose, "ChallengeExpired");
    }

    [Theory]
    [InlineData("confirm")]
    [InlineData("connect")]
    [Threat("PR-01")]
    public async Task A_person_who_signs_out_meanwhile_is_told_so_and_continues_after_signing_in(string purpose)
    {
        using var begun = await BeginAsync("Acme", purpose);
        using var sent = await browser.GetAsync(begun.Headers.Location, Cancel);
        using var signedOut = await browser.PostFormAsync("/", "/session/end");

        using var answered = await browser.GetAsync(sent.Headers.Location, Cancel);
        using var end = await browser.GetAsync(answered.Headers.Location, Cancel);

        var query = QueryHelpers.ParseQuery(new Uri(shared.App.Address, end.Headers.Location!).Query);
        Assert.StartsWith("/sign-in?", end.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(("SignedOut", purpose == "confirm" ? Wanted : "/accounts"), (query["failure"].ToString(), query["returnUrl"].ToString()));
    }

    [Theory]
    [InlineData(false, "/sign-in")]
    [InlineData(true, "/confirm")]
    [Threat("PR-02")]
    public async Task An_answer_that_this_browser_did_not_ask_for_leads_to_a_page_with_a_sentence(bool isSignedIn, string page)
    {
        if (isSignedIn)
        {
            await browser.SignInAsync();
            Forget("passkeyblazor-way-back");
        }

        using var answered = await browser.GetAsync("/signin-oidc-acme?code=1&state=forged", Cancel);
        using var end = await browser.GetAsync(answered.Headers.Location, Cancel);

        var address = new Uri(shared.App.Address, end.Headers.Location!);
        Assert.Equal(page, address.AbsolutePath);
        Assert.Contains(Text.Failure_ProviderFailed, await PageAsync(end), StringComparison.Ordinal);
    }

    public void Dispose() => browser.Dispose();

    private void Prepare(string fault)
    {
        shared.LookAlikes.TokenFault = shared.Provider.TokenFault = fault switch
        {
            "token endpoint 500" => Results.StatusCode(500),
            "token endpoint html" => Results.Content("<html></html>", "text/html"),
            "token endpoint error" => Results.Json(new { error = "invalid_grant", error_description = "planted words" }, statusCode: 400),
            _ => null,
        };
        shared.LookAlikes.ProfileFault = fault switch
        {
            "profile 500" => Results.StatusCode(500),
            "profile html" => Results.Content("<html></html>", "text/html"),
            _ => null,
        };
        if (fault == "no identifier")
        {
            shared.Provider.BendToken = token => token["sub"] = "";
            shared.LookAlikes.GitHubUser = new JsonObject();
        }

        shared.Provider.Algorithm = fault == "unsigned" ? "none" : "RS256";
    }

    private async Task<HttpResponseMessage> BeginAsync(string provider, string purpose)
    {
        var fields = new Dictionary<string, string> { ["provider"] = provider, ["returnUrl"] = Wanted };
        if (purpose == "sign in")
        {
            return await browser.PostFormAsync("/sign-in", "/session/provider", fields);
        }

        await browser.SignInAsync();
        fields["reason"] = "Delete";

        return await browser.PostFormAsync("/", purpose == "confirm" ? "/session/confirm/provider" : "/session/link/provider", fields);
    }

    private async Task<Uri> BendAsync(Uri answer, string provider, string fault)
    {
        switch (fault)
        {
            case "denied":
                return With(With(answer, "code", null), "error", "access_denied");
            case "error":
                return With(With(With(answer, "code", null), "error", "server_error"), "error_description", "planted words");
            case "no code":
                return With(answer, "code", null);
            case "a code of another provider":
                return With(answer, "code", "another");
            case "no state":
                return With(answer, "state", null);
            case "two states":
                return new Uri(answer.AbsoluteUri + "&state=another");
            case "a forged state":
                return With(answer, "state", "forged");
            case "the state of another browser":
                using (var other = shared.App.Browser(followRedirects: false))
                {
                    using var begun = await other.PostFormAsync(
                        "/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = provider, ["returnUrl"] = "/elsewhere" });
                    return With(answer, "state", QueryHelpers.ParseQuery(begun.Headers.Location!.Query)["state"]);
                }

            case "no cookie of the attempt":
                Forget("passkeyblazor-correlation.");
                return answer;
            case "no cookie of the browser's way back":
                Forget("passkeyblazor-way-back");
                return With(answer, "code", "another");
            case "another iss":
                return With(answer, "iss", "https://evil.example");
            case "a token in the address":
                return With(answer, "id_token", "e30.e30.");
            default:
                return answer;
        }
    }

    private void IsWayBack(HttpResponseMessage end, string purpose, string failure)
    {
        var address = new Uri(shared.App.Address, end.Headers.Location!);
        var query = QueryHelpers.ParseQuery(address.Query);

        Assert.Equal(purpose switch { "sign in" => "/sign-in", "confirm" => "/confirm", _ => "/accounts" }, address.AbsolutePath);
        Assert.Equal(failure, query["failure"]);
        Assert.Equal(purpose == "connect" ? StringValues.Empty : Wanted, query.GetValueOrDefault("returnUrl"));
        Assert.Equal(purpose == "confirm" ? "Delete" : StringValues.Empty, query.GetValueOrDefault("reason"));
    }

    private async Task<string> PageAsync(HttpResponseMessage end)
    {
        using var page = await browser.GetAsync(end.Headers.Location, Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Cancel));
    }

    private void Forget(string prefix)
    {
        foreach (var cookie in jar.GetAllCookies().Where(c => c.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            cookie.Expired = true;
        }
    }

    private static Uri With(Uri address, string name, string? value)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        query.Remove(name);
        if (value is not null)
        {
            query[name] = value;
        }

        return new Uri(QueryHelpers.AddQueryString(address.GetLeftPart(UriPartial.Path), query));
    }
}
