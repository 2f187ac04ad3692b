using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A provider that was asked for a new authentication proves it by the <c>auth_time</c> of its ID token.</summary>
public sealed class FreshnessTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    [Theory]
    [InlineData("now")]
    [InlineData("100 seconds ago")]
    [InlineData("in 100 seconds")]
    [InlineData("a fraction of a second ago")]
    public async Task A_recent_auth_time_confirms(string authTime)
    {
        await SignInAndWaitAsync();
        Provider.BendToken = token => Bend(token, authTime);

        using var end = await Browser.ConfirmAtAsync("Fake");

        Assert.Equal("/passkeys", end.Headers.Location!.OriginalString);
        Assert.True((await ConfirmationAsync()).Detail!.IsProvedFresh);
    }

    [Theory]
    [InlineData("none", "has no auth_time")]
    [InlineData("null", "is not a number")]
    [InlineData("text", "is not a number")]
    [InlineData("true", "is not a number")]
    [InlineData("object", "is not a number")]
    [InlineData("150 seconds ago", "is older than the request")]
    [InlineData("an hour ago", "is older than the request")]
    [InlineData("zero", "is older than the request")]
    [InlineData("negative", "is older than the request")]
    [InlineData("in 200 seconds", "is in the future")]
    [InlineData("milliseconds", "is in the future")]
    [InlineData("endless", "is in the future")]
    [Threat("FR-01")]
    public async Task A_missing_malformed_or_wrong_auth_time_is_a_refusal_that_says_so(string authTime, string reason)
    {
        await SignInAndWaitAsync();
        Provider.BendToken = token => Bend(token, authTime);

        using var end = await Browser.ConfirmAtAsync("Fake");

        await IsNotConfirmedAsync(end, reason);
    }

    [Theory]
    [InlineData("max_age=0", "")]
    [InlineData("prompt=login", "")]
    [InlineData("max_age=0|prompt=login", "")]
    [InlineData("max_age=0", "max_age=86400")]
    [InlineData("prompt=login", "prompt=none")]
    [Threat("FR-02")]
    public async Task A_request_for_a_new_authentication_that_the_browser_removes_is_still_what_the_answer_must_prove(string removed, string put)
    {
        await SignInAndWaitAsync();
        var pattern = new Regex(removed);
        Provider.BendToken = token =>
        {
            if (Provider.Asked!["max_age"] == "0" && Provider.Asked["prompt"] == "login")
            {
                return; // the person authenticates again
            }

            if (Provider.Asked.ContainsKey("max_age") || put.Length > 0)
            {
                token["auth_time"] = Now - 600; // the provider's own session
            }
        };

        using var end = await Browser.ConfirmAtAsync("Fake", address => pattern.Replace(address, put));

        await IsNotConfirmedAsync(end, "auth_time");
    }

    [Theory]
    [InlineData("none", true)]
    [InlineData("now", true)]
    [InlineData("an hour ago", false)]
    [Threat("FR-01")]
    public async Task Connecting_an_account_needs_no_auth_time_but_an_old_one_is_refused(string authTime, bool isProposed)
    {
        using var signedIn = await ContinueAsync();
        Provider.Name($"{Subject}-at-work");
        Provider.BendToken = token => Bend(token, authTime);

        using var end = await Browser.ConnectAtAsync("Fake");

        Assert.StartsWith(isProposed ? "/link" : "/accounts?failure=NotProvedFresh", end.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static void Bend(JsonObject token, string authTime)
    {
        token["auth_time"] = authTime switch
        {
            "now" => Now,
            "text" => $"{Now}",
            "true" => true,
            "object" => new JsonObject { ["seconds"] = Now },
            "zero" => 0,
            "negative" => -Now,
            "milliseconds" => Now * 1000,
            "endless" => JsonNode.Parse("1e999"),
            "100 seconds ago" => Now - 100,
            "in 100 seconds" => Now + 100,
            "150 seconds ago" => Now - 150,
            "an hour ago" => Now - 3600,
            "in 200 seconds" => Now + 200,
            "a fraction of a second ago" => Now - 0.25,
            _ => null,
        };
        if (authTime == "none")
        {
            token.Remove("auth_time");
        }
    }

    private async Task SignInAndWaitAsync()
    {
        using var end = await ContinueAsync();
        await App.AgeSessionsAsync();
    }

    private async Task<AccountEvent> ConfirmationAsync()
    {
        var userId = (await Browser.WhoAsync())!.UserId;
        await using var db = App.OpenDatabase();

        return await db.AccountEvents.SingleAsync(e => e.UserId == userId && e.Kind == AccountEventKind.Reauthenticated, Cancel);
    }

    private async Task IsNotConfirmedAsync(HttpResponseMessage end, string reason)
    {
        Assert.Equal(HttpStatusCode.Redirect, end.StatusCode);
        Assert.StartsWith("/confirm?failure=NotProvedFresh", end.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.EndsWith("returnUrl=%2Fpasskeys&reason=Download", end.Headers.Location.OriginalString, StringComparison.Ordinal);
        Assert.True(DateTimeOffset.UtcNow - (await Browser.WhoAsync())!.AuthenticatedAt > TimeSpan.FromMinutes(30));
        var page = WebUtility.HtmlDecode(await Browser.GetStringAsync(end.Headers.Location, Cancel));
        Assert.Contains(Text.Failure_NotProvedFresh, page);
        var reference = Assert.Single(References.In(end.Headers.Location.OriginalString));
        Assert.Contains(reference, page);
        var line = Assert.Single(App.Log, line => line.Contains(reference, StringComparison.Ordinal));
        Assert.StartsWith("Warning", line, StringComparison.Ordinal);
        Assert.Contains(reason, line);
    }
}
