using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>Sign-in through a provider that can do everything wrong.</summary>
public sealed class ProviderSignInTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    [Fact]
    public async Task A_person_continues_with_a_provider_and_is_signed_in()
    {
        using var end = await ContinueAsync("/me");

        Assert.Equal("/me", end.Headers.Location!.OriginalString);
        var ada = (await Browser.WhoAsync())!;
        Assert.Equal(("Ada", Provider.Email, "Fake"), (ada.Name, ada.Email, ada.Method));
        await using var db = App.OpenDatabase();
        var identity = await db.ExternalIdentities.Include(i => i.User).SingleAsync(i => i.Subject == Subject, Cancel);
        Assert.Equal((Provider.Issuer, Subject, "Fake"), (identity.Issuer, identity.Subject, identity.Provider));
        Assert.True(identity.User.IsEmailVerified);
    }

    [Fact]
    [Threat("OA-03")]
    public async Task The_request_has_a_state_a_nonce_and_PKCE_and_asks_for_a_query()
    {
        using var end = await ContinueAsync();

        var asked = Provider.Asked!;
        Assert.NotEmpty(asked["state"].ToString());
        Assert.NotEmpty(asked["nonce"].ToString());
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal("code", asked["response_type"]);
        Assert.Equal("openid profile email", asked["scope"]);
        Assert.Equal(new Uri(App.Address, "/signin-oidc-fake").AbsoluteUri, asked["redirect_uri"]);
    }

    [Fact]
    [Threat("OA-06")]
    public async Task An_unsigned_ID_token_is_refused()
    {
        Provider.Algorithm = "none";

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-06")]
    public async Task An_ID_token_that_another_key_signed_is_refused()
    {
        await using var other = new FakeProvider();
        Provider.SignAs(other);

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("e30.e30.")]
    [InlineData("eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.e30.AAAA")]
    [Threat("OA-06")]
    public async Task A_text_that_is_not_an_ID_token_is_refused(string token)
    {
        Provider.IdToken = token;

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [InlineData("iss", "https://evil.example")]
    [InlineData("aud", "another-app")]
    [InlineData("nonce", "another")]
    [InlineData("nonce", null)]
    [InlineData("exp", 1)]
    [InlineData("sub", "")]
    [InlineData("sub", null)]
    [InlineData("sub", "ada\u0000")]
    [Threat("OA-02", "OA-06")]
    public async Task An_ID_token_for_another_app_or_without_a_subject_is_refused(string claim, object? value)
    {
        Provider.BendToken = token => token[claim] = value is int number ? number : (string?)value;

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-15")]
    public async Task Cancelling_at_the_provider_is_not_an_error()
    {
        Provider.BendAnswer = answer => { answer.Remove("code"); answer["error"] = "access_denied"; };

        var page = await IsRefusedAsync("ProviderCancelled");

        Assert.Contains(Text.Failure_ProviderCancelled, page);
        Assert.Empty(References.In(page));
    }

    [Fact]
    [Threat("OA-15")]
    public async Task The_app_never_shows_the_text_of_a_provider_s_error()
    {
        Provider.BendAnswer = answer =>
        {
            answer.Remove("code");
            answer["error"] = "<script>alert(1)</script>";
            answer["error_description"] = "planted words";
            answer["error_uri"] = "https://evil.example";
        };

        var page = await IsRefusedAsync("ProviderFailed");

        Assert.DoesNotContain("alert(1)", page);
        Assert.DoesNotContain("planted", page);
        Assert.DoesNotContain("evil.example", page);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("html")]
    [InlineData("grant")]
    [InlineData("hung")]
    [InlineData("empty")]
    [Threat("OA-14")]
    public async Task A_failing_token_endpoint_does_not_sign_in(string fault)
    {
        Provider.TokenFault = FaultOf(fault);

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [InlineData("500")]
    [InlineData("html")]
    [InlineData("hung")]
    [Threat("OA-14")]
    public async Task A_failing_UserInfo_endpoint_does_not_sign_in_where_the_ID_token_is_not_complete(string fault)
    {
        Provider.Claims.Remove("email");
        Provider.UserInfoFault = FaultOf(fault);

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-06")]
    public async Task UserInfo_about_another_person_does_not_sign_in()
    {
        Provider.UserInfo = new JsonObject { ["sub"] = "grace" };

        await IsRefusedAsync("ProviderFailed");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("forged")]
    [Threat("OA-01")]
    public async Task An_answer_without_the_state_that_was_sent_is_refused(string? state)
    {
        Provider.BendAnswer = answer => answer["state"] = state;

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-01")]
    public async Task An_answer_in_another_browser_is_refused()
    {
        using var begun = await BeginAsync();
        using var answered = await Browser.GetAsync(begun.Headers.Location, Cancel);
        using var victim = App.Browser(followRedirects: false);

        using var arrived = await victim.GetAsync(answered.Headers.Location, Cancel);
        using var back = await victim.GetAsync(arrived.Headers.Location, Cancel);

        Assert.Contains("failure=ProviderFailed", back.Headers.Location!.OriginalString);
        Assert.Null(await victim.WhoAsync());
    }

    [Fact]
    [Threat("OA-04")]
    public async Task An_answer_cannot_be_used_twice()
    {
        using var begun = await BeginAsync();
        using var answered = await Browser.GetAsync(begun.Headers.Location, Cancel);
        using var arrived = await Browser.GetAsync(answered.Headers.Location, Cancel);
        using var thief = Thief();

        using var first = await Browser.GetAsync(arrived.Headers.Location, Cancel);
        using var second = await thief.GetAsync(arrived.Headers.Location, Cancel);
        using var code = await Browser.GetAsync(answered.Headers.Location, Cancel);

        Assert.NotNull(await Browser.WhoAsync());
        Assert.False(Holds(Cookies.External));
        Assert.Contains("failure=ChallengeSpent", second.Headers.Location!.OriginalString);
        Assert.Contains("error=Failed", code.Headers.Location!.OriginalString);
        Assert.Null(await thief.WhoAsync());
    }

    [Fact]
    public async Task A_callback_without_a_started_sign_in_is_too_late()
    {
        using var answer = await Browser.GetAsync("/session/provider/callback", Cancel);

        Assert.Equal("/sign-in?failure=ChallengeExpired&returnUrl=%2F", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("error=Failed&reference=%3Cscript%3E&returnUrl=//evil.example", "/sign-in?failure=ProviderFailed&returnUrl=%2F")]
    [InlineData("error=Failed&reference=7F3K-21QD", "/sign-in?failure=ProviderFailed&reference=7F3K-21QD&returnUrl=%2F")]
    public async Task Text_that_a_stranger_wrote_into_a_failure_s_address_is_not_shown(string query, string expected)
    {
        using var answer = await Browser.GetAsync("/session/provider/callback?" + query, Cancel);

        Assert.Equal(expected, answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Unknown")]
    [InlineData("Session")]
    [InlineData("External")]
    [InlineData("fake")]
    public async Task Only_a_provider_s_scheme_is_challenged(string scheme)
    {
        using var answer = await BeginAsync(scheme: scheme);

        Assert.Contains("failure=ProviderUnavailable", answer.Headers.Location!.OriginalString);
    }
}
