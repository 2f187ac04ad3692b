using System.Net;
using PasskeyBlazor.Components;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

/// <summary>The sentence that the sign-in page asks for: it answers any word with one of its sentences.</summary>
public sealed class BrowserFailureTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Threat("HO-15")]
    [InlineData("NotAllowedError", Failure.Cancelled)]
    [InlineData("SecurityError", Failure.WrongAddress)]
    [InlineData("ChallengeExpired", Failure.ChallengeExpired)]
    public async Task The_error_of_a_sheet_has_a_sentence(string error, Failure failure)
    {
        var said = await AskAsync($"/sign-in/failure?failure={error}");

        Assert.Contains(FailureText.OnSignIn(failure), said);
        Assert.DoesNotContain("<html", said);
    }

    [Theory]
    [Threat("HO-15")]
    [InlineData("")]
    [InlineData("?failure=")]
    [InlineData("?failure=%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("?failure=ProviderCancelled")]
    [InlineData("?failure=%00%0D%0Aforged:+a+line")]
    [InlineData("?failure=NotAllowedError&failure=SecurityError")]
    public async Task Any_other_word_is_a_failure_with_a_reference_and_never_repeated(string query)
    {
        var said = await AskAsync("/sign-in/failure" + query);

        Assert.Contains(Text.Failure_BrowserFailed, said);
        var reference = Assert.Single(References.In(said));
        Assert.DoesNotContain("script", said);
        Assert.DoesNotContain("forged", said);
        var line = Assert.Single(app.Log, line => line.Contains(reference, StringComparison.Ordinal));
        Assert.DoesNotContain(line, char.IsControl);
    }

    [Fact]
    [Threat("HO-15")]
    public async Task A_word_of_seven_thousand_letters_is_a_failure_too()
    {
        var said = await AskAsync("/sign-in/failure?failure=" + new string('x', 7_000));

        Assert.InRange(said.Length, 1, 2_000);
        Assert.DoesNotContain(app.Log, line => line.Contains(new string('x', 60), StringComparison.Ordinal) && line.Contains("WebAuthn call", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_reauthentication_page_says_it_in_its_own_words_to_a_signed_in_user_only()
    {
        using var browser = app.Browser(followRedirects: false);
        using var anonymous = await browser.GetAsync("/confirm/failure?failure=NotAllowedError", Cancel);
        await browser.SignInAsync();
        var said = await browser.GetStringAsync("/confirm/failure?failure=NotAllowedError", Cancel);

        Assert.Equal(HttpStatusCode.Redirect, anonymous.StatusCode);
        Assert.Contains(WebUtility.HtmlEncode(FailureText.OnConfirm(Failure.Cancelled)), said);
    }

    private async Task<string> AskAsync(string address)
    {
        using var browser = app.Browser();
        using var answer = await browser.GetAsync(address, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoStore);

        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
    }
}
