using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A provider, or an old address, that sends the person back in another way than the app asked for. There is always a way on.</summary>
public sealed class OddReturnTests(EveryProviderApp shared) : WayBackTest(shared), IClassFixture<EveryProviderApp>
{
    public static TheoryData<string, string> Cases => new(
        from provider in (string[])["Acme", "GitHub"]
        from purpose in (string[])["sign in", "confirm", "connect"]
        select (provider, purpose));

    [Theory]
    [MemberData(nameof(Cases))]
    [Threat("PR-01")]
    public async Task A_form_that_a_page_of_the_provider_posts_without_cookies_leads_back(string provider, string purpose)
    {
        var answer = await AnswerAsync(provider, purpose);
        using var withoutCookies = Shared.App.Browser(followRedirects: false); // as browsers do with Lax cookies
        using var form = Form(answer);
        form.Headers.Add("Origin", Shared.Provider.Issuer);
        form.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var answered = await withoutCookies.SendAsync(form, Cancel);
        using var end = await Browser.GetAsync(answered.Headers.Location, Cancel);

        IsWayBack(end, purpose, "ProviderFailed");
        Assert.Contains(Text.Failure_ProviderFailed, await PageAsync(end), StringComparison.Ordinal);
        Assert.Equal(purpose != "sign in", await Browser.WhoAsync() is not null);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    [Threat("PR-01")]
    public async Task An_empty_form_leads_back(string provider, string purpose)
    {
        var answer = await AnswerAsync(provider, purpose);
        using var empty = new HttpRequestMessage(HttpMethod.Post, answer.AbsolutePath);

        using var answered = await Browser.SendAsync(empty, Cancel);
        using var end = await Browser.GetAsync(answered.Headers.Location, Cancel);

        IsWayBack(end, purpose, "ProviderFailed");
    }

    [Theory]
    [InlineData("text/plain", "code=1&state=2")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nno end")]
    [InlineData("application/x-www-form-urlencoded", "state=%")]
    [InlineData("application/x-www-form-urlencoded", "long")]
    [InlineData("application/x-www-form-urlencoded", "many")]
    [Threat("PR-01", "PR-02")]
    public async Task A_form_that_cannot_be_read_leads_back(string type, string body)
    {
        var answer = await AnswerAsync("Acme", "confirm");
        using var form = new HttpRequestMessage(HttpMethod.Post, answer.AbsolutePath);
        form.Content = new StringContent(body switch { "long" => "state=" + new string('x', 5_000_000), "many" => string.Join('&', Enumerable.Range(0, 2000)), _ => body });
        form.Content.Headers.ContentType = new(type.Split(';')[0]);
        if (type.Contains("boundary", StringComparison.Ordinal))
        {
            form.Content.Headers.ContentType.Parameters.Add(new("boundary", "x"));
        }

        using var answered = await Browser.SendAsync(form, Cancel);
        using var end = await Browser.GetAsync(answered.Headers.Location, Cancel);

        IsWayBack(end, "confirm", "ProviderFailed");
    }

    [Fact]
    [Threat("PR-05")]
    public async Task A_posted_answer_of_another_browser_does_not_sign_in()
    {
        Uri answer;
        using (var other = Shared.App.Browser(followRedirects: false))
        {
            using var begun = await other.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = "Acme", ["returnUrl"] = "/elsewhere" });
            using var sent = await other.GetAsync(begun.Headers.Location, Cancel);
            answer = sent.Headers.Location!;
        }

        using var own = await BeginAsync("Acme", "sign in");
        using var form = Form(answer);
        using var answered = await Browser.SendAsync(form, Cancel);
        using var end = await Browser.GetAsync(answered.Headers.Location, Cancel);

        IsWayBack(end, "sign in", "ProviderFailed");
        Assert.Null(await Browser.WhoAsync());
    }

    [Theory]
    [InlineData("", "ChallengeExpired")]
    [InlineData("?error=", "ChallengeExpired")]
    [InlineData("?error=Nonsense", "ProviderFailed")]
    [InlineData("?error=99", "ProviderFailed")]
    [InlineData("?error=Failed&error=Cancelled", "ProviderFailed")]
    [InlineData("?error=access_denied&confirm=perhaps&link=1&reason=%00&reference=%3Cb%3E", "ProviderFailed")]
    [InlineData("?confirm=perhaps", "ChallengeExpired")]
    [InlineData("?link=true&link=false", "ChallengeExpired")]
    [Threat("PR-02")]
    public async Task An_address_of_the_last_step_that_says_nothing_leads_to_the_sign_in_page_with_a_sentence(string query, string failure)
    {
        using var end = await Browser.GetAsync("/session/provider/callback" + query, Cancel);

        Assert.Equal(HttpStatusCode.Redirect, end.StatusCode);
        var address = new Uri(Shared.App.Address, end.Headers.Location!);
        Assert.Equal(("/sign-in", failure), (address.AbsolutePath, QueryHelpers.ParseQuery(address.Query)["failure"].ToString()));
        Assert.Contains(failure == "ProviderFailed" ? Text.Failure_ProviderFailed : Text.Failure_ChallengeExpired, await PageAsync(end), StringComparison.Ordinal);
    }

    /// <summary>The answer as a form (OAuth 2.0 Form Post Response Mode).</summary>
    private static HttpRequestMessage Form(Uri answer) => new(HttpMethod.Post, answer.GetLeftPart(UriPartial.Path))
    {
        Content = new FormUrlEncodedContent(QueryHelpers.ParseQuery(answer.Query).ToDictionary(part => part.Key, part => part.Value.ToString())),
    };
}
