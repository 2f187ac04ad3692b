using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>The values that bind a provider's answer to one browser and one attempt: state, nonce, proof key and code.</summary>
public sealed class ProviderTiesTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(95)]
    [Threat("OA-01")]
    public async Task A_state_with_any_character_changed_is_refused(int percent)
    {
        Provider.BendAnswer = answer =>
        {
            var state = answer["state"]!;
            var at = state.Length * percent / 100;
            answer["state"] = state[..at] + (state[at] == 'A' ? 'B' : 'A') + state[(at + 1)..];
        };

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-01")]
    public async Task An_answer_is_refused_when_the_cookie_that_its_state_names_is_gone()
    {
        var answer = await AnswerAsync();

        Forget("passkeyblazor-correlation.");

        await IsRefusedAsync(answer, "ProviderFailed");
        Assert.DoesNotContain(Part(answer, "code"), Provider.Codes); // and is not even redeemed
    }

    [Fact]
    [Threat("OA-01", "OA-03")]
    public async Task A_code_with_the_state_of_another_attempt_in_the_same_browser_is_refused()
    {
        var one = await AnswerAsync();
        var other = await AnswerAsync();

        await IsRefusedAsync(With(one, "state", Part(other, "state")), "ProviderFailed");
        Assert.Contains(Part(one, "code"), Provider.Codes); // the provider refuses it, because the proof key is wrong
    }

    [Fact]
    [Threat("OA-01", "OA-04")]
    public async Task A_state_works_only_once()
    {
        var answer = await AnswerAsync();
        using var arrived = await Browser.GetAsync(answer, Cancel);
        using var end = await Browser.GetAsync(arrived.Headers.Location, Cancel);
        using var signedOut = await Browser.PostFormAsync("/", "/session/end");

        await IsRefusedAsync(answer, "ProviderFailed");
        Assert.Single(Provider.Codes, Part(answer, "code"));
    }

    [Fact]
    [Threat("OA-04")]
    public async Task A_repeated_answer_leaves_the_person_signed_in_and_says_so()
    {
        var answer = await AnswerAsync();
        using var arrived = await Browser.GetAsync(answer, Cancel);
        using var end = await Browser.GetAsync(arrived.Headers.Location, Cancel);
        var before = await Browser.WhoAsync();

        using var arrivedAgain = await Browser.GetAsync(answer, Cancel);
        using var endAgain = await Browser.GetAsync(arrivedAgain.Headers.Location, Cancel);

        Assert.Contains("You are signed in as before.", await Browser.GetStringAsync(endAgain.Headers.Location, Cancel));
        Assert.Equal(before!.SessionId, (await Browser.WhoAsync())!.SessionId);
    }

    [Fact]
    [Threat("OA-02")]
    public async Task An_answer_is_refused_when_the_cookie_of_its_nonce_is_gone()
    {
        var answer = await AnswerAsync();

        Forget("passkeyblazor-nonce.");

        await IsRefusedAsync(answer, "ProviderFailed");
    }

    [Fact]
    [Threat("OA-02")]
    public async Task A_repeated_ID_token_is_refused()
    {
        using (var elsewhere = App.Browser(followRedirects: false))
        {
            using var end = await ContinueAsync(browser: elsewhere);
            Assert.NotNull(await elsewhere.WhoAsync());
        }

        Provider.IdToken = Provider.LastIdToken;

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    [Threat("OA-03")]
    public async Task Every_attempt_has_its_own_proof_key_and_sends_only_its_hash_first()
    {
        var verifiers = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var end = await ContinueAsync();
            Assert.Equal("S256", Provider.Asked!["code_challenge_method"]);
            Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Provider.LastVerifier!))), Provider.Asked["code_challenge"]);
            verifiers.Add(Provider.LastVerifier!);
        }

        Assert.NotEqual(verifiers[0], verifiers[1]);
        Assert.All(verifiers, verifier => Assert.InRange(verifier.Length, 43, 128)); // RFC 7636 §4.1
    }

    [Fact]
    [Threat("OA-03", "OA-04")]
    public async Task A_code_from_another_browser_is_refused()
    {
        using var attacker = App.Browser(followRedirects: false);
        var stolen = Part(await AnswerAsync(attacker), "code");
        var own = await AnswerAsync();

        await IsRefusedAsync(With(own, "code", stolen), "ProviderFailed");
        Assert.Contains(stolen, Provider.Codes);
    }

    [Fact]
    [Threat("OA-04")]
    public async Task An_answer_that_is_sent_many_times_at_once_signs_in_once()
    {
        var answer = await AnswerAsync();
        var thieves = Enumerable.Range(0, 8).Select(_ => Thief()).ToList();

        await Task.WhenAll(thieves.Select(async thief =>
        {
            using var arrived = await thief.GetAsync(answer, Cancel);
            using var end = await thief.GetAsync(arrived.Headers.Location, Cancel);
        }));

        var signedIn = await Task.WhenAll(thieves.Select(thief => thief.WhoAsync()));
        Assert.Equal(8, Provider.Codes.Count(code => code == Part(answer, "code")));
        Assert.Single(signedIn, who => who is not null);
        thieves.ForEach(thief => thief.Dispose());
    }

    [Fact]
    [Threat("OA-04")]
    public async Task A_last_step_that_is_taken_many_times_at_once_signs_in_once()
    {
        using var arrived = await Browser.GetAsync(await AnswerAsync(), Cancel);
        var thieves = Enumerable.Range(0, 8).Select(_ => Thief()).ToList();

        var ends = await Task.WhenAll(thieves.Select(thief => thief.GetAsync(arrived.Headers.Location, Cancel)));

        Assert.Single(ends, end => end.SetCookie(Cookies.Session) is not null);
        Assert.Equal(7, ends.Count(end => end.Headers.Location!.OriginalString.Contains("failure=ChallengeSpent", StringComparison.Ordinal)));
        thieves.ForEach(thief => thief.Dispose());
    }

    [Theory]
    [InlineData("error=access_denied")]
    [InlineData("error=%3Cscript%3Ealert(1)%3C/script%3E&error_description=planted")]
    [InlineData("error=access_denied&state=forged&error_description=planted")]
    [InlineData("code=1&state=")]
    [InlineData("")]
    [Threat("OA-01", "OA-15")]
    public async Task Text_that_a_stranger_wrote_into_an_answer_s_address_is_refused_and_not_shown(string query)
    {
        var page = await IsRefusedAsync(new Uri(App.Address, "/signin-oidc-fake?" + query), "ProviderFailed");

        Assert.DoesNotContain("planted", page);
        Assert.DoesNotContain("alert(1)", page);
    }

    private static string Part(Uri answer, string name) => QueryHelpers.ParseQuery(answer.Query)[name].ToString();

    private static Uri With(Uri answer, string name, string value) =>
        new(answer.AbsoluteUri.Replace($"{name}={Uri.EscapeDataString(Part(answer, name))}", $"{name}={Uri.EscapeDataString(value)}", StringComparison.Ordinal));
}
