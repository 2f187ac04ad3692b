using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A signed-in person reauthenticates at the provider of a connected account.</summary>
public sealed class ReauthenticateAtProviderTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    [Fact]
    public async Task The_same_account_renews_the_session_s_proof_under_a_new_id()
    {
        var before = await SignInAndWaitAsync();

        using var end = await ReauthenticateAsync();

        Assert.Equal("/passkeys", end.Headers.Location?.OriginalString);
        var after = (await Browser.WhoAsync())!;
        Assert.Equal((before.UserId, "Fake"), (after.UserId, after.Method));
        Assert.NotEqual(before.SessionId, after.SessionId);
        Assert.True(DateTimeOffset.UtcNow - after.AuthenticatedAt < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_provider_is_asked_to_authenticate_the_person_again()
    {
        await SignInAndWaitAsync();
        Assert.False(Provider.Asked!.ContainsKey("prompt")); // a sign-in may use the provider's own session

        using var end = await ReauthenticateAsync();

        Assert.Equal("login", Provider.Asked!["prompt"]);
        Assert.Equal("0", Provider.Asked["max_age"]);
    }

    [Theory]
    [InlineData(-30, true)]
    [InlineData(30, true)]
    [InlineData(-3600, false)]
    public async Task An_old_proof_does_not_count(int seconds, bool isEnough)
    {
        await SignInAndWaitAsync();
        Provider.Claims["auth_time"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds;

        using var end = await ReauthenticateAsync();

        if (isEnough)
        {
            Assert.Equal("/passkeys", end.Headers.Location!.OriginalString);
        }
        else
        {
            await IsNotConfirmedAsync(end, "NotProvedFresh");
        }
    }

    [Fact]
    [Threat("OA-17")]
    public async Task Another_account_confirms_nothing_and_creates_no_account()
    {
        await SignInAndWaitAsync();
        Provider.Name("another-person");

        using var end = await ReauthenticateAsync();

        await IsNotConfirmedAsync(end, "ReauthenticatedAsAnother");
        await using var db = App.OpenDatabase();
        Assert.False(await db.ExternalIdentities.AnyAsync(i => i.Subject == "another-person", Cancel));
    }

    [Fact]
    public async Task Cancelling_at_the_provider_leads_back_to_the_page_that_asked()
    {
        await SignInAndWaitAsync();
        Provider.BendAnswer = answer => { answer.Remove("code"); answer["error"] = "access_denied"; };

        using var end = await ReauthenticateAsync();

        await IsNotConfirmedAsync(end, "ProviderCancelled");
    }

    [Fact]
    public async Task The_page_says_that_a_provider_that_is_down_cannot_be_reached()
    {
        await SignInAndWaitAsync();

        using var end = await Browser.PostFormAsync("/", "/session/confirm/provider", new Dictionary<string, string> { ["provider"] = "Gone", ["returnUrl"] = "/passkeys", ["reason"] = "Download" });

        await IsNotConfirmedAsync(end, "ProviderUnavailable");
    }

    [Fact]
    [Threat("OA-01", "OA-04")]
    public async Task A_reauthentication_that_one_session_began_does_not_confirm_another()
    {
        await SignInAndWaitAsync();
        using var begun = await BeginReauthenticationAsync();
        using var sent = await Browser.GetAsync(begun.Headers.Location, Cancel);
        using var again = await ContinueAsync(); // the same person in the same browser gets a new session
        await App.AgeSessionsAsync();

        using var answered = await Browser.GetAsync(sent.Headers.Location, Cancel);
        using var end = await Browser.GetAsync(answered.Headers.Location, Cancel);

        await IsNotConfirmedAsync(end, "ReauthenticatedAsAnother");
    }

    private async Task<PasskeyBlazor.Sessions.SignedIn> SignInAndWaitAsync()
    {
        using var end = await ContinueAsync();
        await App.AgeSessionsAsync();

        return (await Browser.WhoAsync())!;
    }

    private Task<HttpResponseMessage> BeginReauthenticationAsync() =>
        Browser.PostFormAsync("/", "/session/confirm/provider", new Dictionary<string, string> { ["provider"] = "Fake", ["returnUrl"] = "/passkeys", ["reason"] = "Download" });

    /// <summary>From the button to the last redirect, which leads into the app again.</summary>
    private async Task<HttpResponseMessage> ReauthenticateAsync()
    {
        var answer = await BeginReauthenticationAsync();
        for (var step = 0; step < 3 && answer.Headers.Location is { } next; step++) // to the provider, back, and to the callback
        {
            answer.Dispose();
            answer = await Browser.GetAsync(next, Cancel);
        }

        return answer;
    }

    private async Task IsNotConfirmedAsync(HttpResponseMessage end, string failure)
    {
        Assert.Equal(HttpStatusCode.Redirect, end.StatusCode);
        Assert.StartsWith($"/confirm?failure={failure}", end.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.EndsWith("returnUrl=%2Fpasskeys&reason=Download", end.Headers.Location.OriginalString, StringComparison.Ordinal);
        Assert.True(DateTimeOffset.UtcNow - (await Browser.WhoAsync())!.AuthenticatedAt > TimeSpan.FromMinutes(30));
        using var page = await Browser.GetAsync(end.Headers.Location, Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Before you download your data.", await page.Content.ReadAsStringAsync(Cancel));
    }
}
