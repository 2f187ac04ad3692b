using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>
/// Every failure that comes back from a provider leads to the page where the person came from: with the return address, the purpose and
/// one sentence. Acme speaks OpenID Connect, GitHub speaks OAuth only.
/// </summary>
public sealed class WayBackTests(EveryProviderApp shared) : WayBackTest(shared), IClassFixture<EveryProviderApp>
{
    public static TheoryData<string, string, string> Cases => new(
        from provider in (string[])["Acme", "GitHub"]
        from purpose in (string[])["sign in", "confirm", "connect"]
        from fault in (string[])
        [
            "denied", "denied without the copy", "error", "no code", "a code of another provider", "no state", "a forged state", "the state of another browser",
            "no cookie of the attempt", "no cookie of the browser's way back", "token endpoint 500", "token endpoint html", "token endpoint error",
            "no identifier", "no query", "two states", "the same state twice",
            .. provider == "Acme" ? (string[])["another iss", "a token in the address", "unsigned", "encrypted", "five parts of nothing"] : ["profile 500", "profile html"],
        ]
        select (provider, purpose, fault));

    [Theory]
    [MemberData(nameof(Cases))]
    [Threat("PR-01", "PR-02")]
    public async Task A_failure_leads_back_with_the_return_address_the_purpose_and_one_sentence(string provider, string purpose, string fault)
    {
        Prepare(fault);
        var answer = await BendAsync(await AnswerAsync(provider, purpose), provider, fault);

        using var answered = await Browser.GetAsync(answer, Cancel);
        using var end = await Browser.GetAsync(answered.Headers.Location, Cancel);

        var isCancelled = fault.StartsWith("denied", StringComparison.Ordinal);
        IsWayBack(end, purpose, isCancelled ? "ProviderCancelled" : "ProviderFailed");
        var page = await PageAsync(end);
        Assert.Contains(isCancelled ? Text.Failure_ProviderCancelled : Text.Failure_ProviderFailed, page, StringComparison.Ordinal);
        Assert.Equal(purpose != "sign in", await Browser.WhoAsync() is not null);
    }

    [Theory]
    [InlineData("sign in")]
    [InlineData("confirm")]
    [InlineData("connect")]
    [Threat("PR-01")]
    public async Task An_answer_that_loses_its_cookie_on_the_last_step_leads_back_too(string purpose)
    {
        using var answered = await Browser.GetAsync(await AnswerAsync("Acme", purpose), Cancel);
        Forget(Cookies.External);

        using var end = await Browser.GetAsync(answered.Headers.Location, Cancel);

        IsWayBack(end, purpose, "ChallengeExpired");
    }

    [Theory]
    [InlineData("confirm")]
    [InlineData("connect")]
    [Threat("PR-01")]
    public async Task A_person_who_signs_out_meanwhile_is_told_so_and_continues_after_signing_in(string purpose)
    {
        var answer = await AnswerAsync("Acme", purpose);
        using var signedOut = await Browser.PostFormAsync("/", "/session/end");

        using var answered = await Browser.GetAsync(answer, Cancel);
        using var end = await Browser.GetAsync(answered.Headers.Location, Cancel);

        var query = QueryHelpers.ParseQuery(new Uri(Shared.App.Address, end.Headers.Location!).Query);
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
            await Browser.SignInAsync();
            Forget("passkeyblazor-way-back");
        }

        using var answered = await Browser.GetAsync("/signin-oidc-acme?code=1&state=forged", Cancel);
        using var end = await Browser.GetAsync(answered.Headers.Location, Cancel);

        var address = new Uri(Shared.App.Address, end.Headers.Location!);
        Assert.Equal(page, address.AbsolutePath);
        Assert.Contains(Text.Failure_ProviderFailed, await PageAsync(end), StringComparison.Ordinal);
    }

    private void Prepare(string fault)
    {
        Shared.LookAlikes.TokenFault = Shared.Provider.TokenFault = fault switch
        {
            "token endpoint 500" => Results.StatusCode(500),
            "token endpoint html" => Results.Content("<html></html>", "text/html"),
            "token endpoint error" => Results.Json(new { error = "invalid_grant", error_description = "planted words" }, statusCode: 400),
            _ => null,
        };
        Shared.LookAlikes.ProfileFault = fault switch
        {
            "profile 500" => Results.StatusCode(500),
            "profile html" => Results.Content("<html></html>", "text/html"),
            _ => null,
        };
        if (fault == "no identifier")
        {
            Shared.Provider.BendToken = token => token["sub"] = "";
            Shared.LookAlikes.GitHubUser = new JsonObject();
        }

        Shared.Provider.Algorithm = fault == "unsigned" ? "none" : "RS256";
        Shared.Provider.IdToken = fault switch { "encrypted" => FakeProvider.EncryptedToken, "five parts of nothing" => "a.b.c.d.e", _ => null };
    }

    private async Task<Uri> BendAsync(Uri answer, string provider, string fault)
    {
        switch (fault)
        {
            case "denied":
                return With(With(answer, "code", null), "error", "access_denied");
            case "denied without the copy":
                Forget("passkeyblazor-way-back");
                goto case "denied";
            case "error":
                return With(With(With(answer, "code", null), "error", "server_error"), "error_description", "planted words");
            case "no code":
                return With(answer, "code", null);
            case "a code of another provider":
                return With(answer, "code", "another");
            case "no state":
                return With(answer, "state", null);
            case "no query":
                return new Uri(answer.GetLeftPart(UriPartial.Path));
            case "two states": // the stock handlers differ: one takes the first, the other both as one text
                return new Uri(answer.AbsoluteUri.Replace("?", "?state=another&", StringComparison.Ordinal));
            case "the same state twice":
                return new Uri($"{With(answer, "code", "another").AbsoluteUri}&state={Uri.EscapeDataString(QueryHelpers.ParseQuery(answer.Query)["state"]!)}");
            case "a forged state":
                return With(answer, "state", "forged");
            case "the state of another browser":
                using (var other = Shared.App.Browser(followRedirects: false))
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
}
