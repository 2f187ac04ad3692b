using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>Somebody who is signed in proves again who they are, at the provider whose account is theirs.</summary>
public sealed class ConfirmAtProviderTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    [Fact]
    public async Task The_same_account_makes_the_session_recent_again_under_a_new_id()
    {
        var before = await SignInAndWaitAsync();

        using var end = await ConfirmAsync();

        Assert.Equal("/passkeys", end.Headers.Location?.OriginalString);
        var after = (await Browser.WhoAsync())!;
        Assert.Equal((before.UserId, "Fake"), (after.UserId, after.Method));
        Assert.NotEqual(before.SessionId, after.SessionId);
        Assert.True(DateTimeOffset.UtcNow - after.AuthenticatedAt < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_provider_is_asked_not_to_take_its_own_word_for_it()
    {
        await SignInAndWaitAsync();
        Assert.False(Provider.Asked!.ContainsKey("prompt")); // to sign in it may

        using var end = await ConfirmAsync();

        Assert.Equal("login", Provider.Asked!["prompt"]);
        Assert.Equal("0", Provider.Asked["max_age"]);
    }

    [Theory]
    [InlineData(-30, true)]
    [InlineData(30, true)]
    [InlineData(-3600, false)]
    public async Task A_proof_of_long_ago_is_none(int seconds, bool isEnough)
    {
        await SignInAndWaitAsync();
        Provider.Claims["auth_time"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds;

        using var end = await ConfirmAsync();

        if (isEnough)
        {
            Assert.Equal("/passkeys", end.Headers.Location!.OriginalString);
        }
        else
        {
            await IsNotConfirmedAsync(end, "ProviderFailed");
        }
    }

    [Fact]
    [Threat("OA-17")]
    public async Task Another_account_confirms_nothing_and_makes_no_account()
    {
        await SignInAndWaitAsync();
        Provider.Name("somebody-else");

        using var end = await ConfirmAsync();

        await IsNotConfirmedAsync(end, "ConfirmedByAnother");
        await using var db = App.OpenDatabase();
        Assert.False(await db.ExternalIdentities.AnyAsync(i => i.Subject == "somebody-else", Cancel));
    }

    [Fact]
    public async Task Cancelling_there_leads_back_to_the_page_that_asked()
    {
        await SignInAndWaitAsync();
        Provider.BendAnswer = answer => { answer.Remove("code"); answer["error"] = "access_denied"; };

        using var end = await ConfirmAsync();

        await IsNotConfirmedAsync(end, "ProviderCancelled");
    }

    [Fact]
    public async Task A_provider_that_is_down_cannot_be_reached_and_the_page_says_so()
    {
        await SignInAndWaitAsync();

        using var end = await Browser.PostFormAsync("/", "/session/confirm/provider", new Dictionary<string, string> { ["provider"] = "Gone", ["returnUrl"] = "/passkeys", ["reason"] = "Download" });

        await IsNotConfirmedAsync(end, "ProviderUnavailable");
    }

    [Fact]
    [Threat("OA-01", "OA-04")]
    public async Task The_way_of_one_session_confirms_no_other()
    {
        await SignInAndWaitAsync();
        using var begun = await BeginConfirmationAsync();
        using var sent = await Browser.GetAsync(begun.Headers.Location, Cancel);
        using var again = await ContinueAsync(); // the same person, in the same browser: a session of its own
        await App.AgeSessionsAsync();

        using var answered = await Browser.GetAsync(sent.Headers.Location, Cancel);
        using var end = await Browser.GetAsync(answered.Headers.Location, Cancel);

        await IsNotConfirmedAsync(end, "ConfirmedByAnother");
    }

    private async Task<PasskeyBlazor.Sessions.SignedIn> SignInAndWaitAsync()
    {
        using var end = await ContinueAsync();
        await App.AgeSessionsAsync();

        return (await Browser.WhoAsync())!;
    }

    private Task<HttpResponseMessage> BeginConfirmationAsync() =>
        Browser.PostFormAsync("/", "/session/confirm/provider", new Dictionary<string, string> { ["provider"] = "Fake", ["returnUrl"] = "/passkeys", ["reason"] = "Download" });

    /// <summary>From the button to the last redirect, which leads into the app again.</summary>
    private async Task<HttpResponseMessage> ConfirmAsync()
    {
        var answer = await BeginConfirmationAsync();
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
