using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

/// <summary>The sign-in page's form, posted after the authenticator has answered.</summary>
public sealed class PasskeySignInTests(TestApp app) : IClassFixture<TestApp>, IDisposable
{
    private readonly SoftwareAuthenticator authenticator = app.Authenticator();
    private readonly CookieContainer cookies = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passkey_signs_in_to_the_same_account()
    {
        var ada = await OwnerAsync();
        using var browser = Browser();

        using var answer = await browser.SignInWithPasskeyAsync(authenticator, returnUrl: "/me");

        Assert.Equal("/me", answer.Headers.Location!.OriginalString);
        var signedIn = (await browser.WhoAsync())!;
        Assert.Equal((ada.UserId, ada.Name, ada.Email, SignedIn.ByPasskey), (signedIn.UserId, signedIn.Name, signedIn.Email, signedIn.Method));
    }

    [Fact]
    public async Task A_press_before_the_script_is_loaded_begins_the_ceremony_later()
    {
        using var browser = Browser();

        using var answer = await browser.PostPasskeyAsync("", "", returnUrl: "/me");

        Assert.Equal("/sign-in?begin=true&returnUrl=%2Fme", answer.Headers.Location!.OriginalString);
        Assert.Contains("data-begin", await browser.GetStringAsync(answer.Headers.Location, Cancel));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"id\":\"\",\"rawId\":\"\",\"type\":\"public-key\",\"response\":{},\"clientExtensionResults\":{}}")]
    public async Task A_malformed_credential_is_refused(string credential)
    {
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();

        using var answer = await browser.PostPasskeyAsync(started.State, credential);

        IsRefused(answer, "PasskeyRefused");
    }

    [Fact]
    public async Task A_credential_larger_than_any_passkey_s_is_refused()
    {
        await OwnerAsync();
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson, bent => bent.BendClientData = data => [.. data, .. new byte[8000]]);

        using var answer = await browser.PostPasskeyAsync(started.State, credential);

        IsRefused(answer, "TooLarge");
    }

    [Fact]
    [Threat("CR-05")]
    public async Task Every_refusal_of_an_authenticator_looks_the_same()
    {
        await OwnerAsync();
        using var browser = Browser();
        using var stranger = app.Authenticator();
        using var mallory = app.Browser();
        await app.AddPasskeyAsync(await mallory.SignInAsync("mallory"), stranger);
        Action<SoftwareAssertion>[] bends =
        [
            bent => bent.CredentialId = [.. bent.CredentialId.Reverse()],
            bent => bent.BendSignature = signature => [.. signature[..^1], (byte)(signature[^1] ^ 1)],
            bent => bent.UserHandle = stranger.Credentials[0].UserHandle,
            bent => bent.ClientData["origin"] = "https://evil.example",
        ];

        foreach (var bend in bends)
        {
            var started = await browser.BeginSignInAsync();
            using var answer = await browser.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson, bend));
            IsRefused(answer, "PasskeyRefused");
        }
    }

    [Fact]
    [Threat("BR-08")]
    public async Task A_person_who_was_not_verified_reads_so_and_the_sentence_tells_nothing_about_the_passkey()
    {
        await OwnerAsync();
        using var browser = Browser();
        Action<SoftwareAssertion>[] bends =
        [
            _ => { },
            bent => bent.CredentialId = [.. bent.CredentialId.Reverse()],
            bent => bent.UserHandle = [.. bent.UserHandle!.Reverse()],
            bent => bent.BendSignature = signature => [.. signature[..^1], (byte)(signature[^1] ^ 1)],
        ];

        foreach (var bend in bends)
        {
            var started = await browser.BeginSignInAsync();
            var answer = authenticator.Get(started.OptionsJson, bent =>
            {
                bent.Flags &= ~AuthenticatorBits.UV;
                bend(bent);
            });

            using var end = await browser.PostPasskeyAsync(started.State, answer);

            IsRefused(end, "UserVerificationNeeded");
            Assert.Null(end.SetCookie(Cookies.UnknownPasskey));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("forged")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [Threat("CH-04", "HO-04")]
    public async Task A_forged_state_is_refused(string state)
    {
        await OwnerAsync();
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();

        using var answer = await browser.PostPasskeyAsync(state, authenticator.Get(started.OptionsJson));

        IsRefused(answer, "ChallengeExpired");
    }

    [Fact]
    [Threat("CH-01", "CH-03", "HO-12")]
    public async Task An_answer_signs_in_once()
    {
        await OwnerAsync();
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);

        using var first = await browser.PostPasskeyAsync(started.State, credential);
        using var end = await browser.PostFormAsync("/", "/session/end");
        using var second = await browser.PostPasskeyAsync(started.State, credential);

        Assert.Equal("/", first.Headers.Location!.OriginalString);
        IsRefused(second, "ChallengeSpent");
    }

    [Fact]
    [Threat("CH-02", "HO-01")]
    public async Task Exactly_one_of_twenty_simultaneous_posts_of_one_answer_signs_in()
    {
        await OwnerAsync();
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var tab = app.Browser(followRedirects: false, cookies.Copy(app.Address));
            return await tab.PostPasskeyAsync(started.State, credential);
        }));

        Assert.Single(answers, a => a.SetCookie(Cookies.Session) is not null);
        Assert.All(answers.Where(a => a.SetCookie(Cookies.Session) is null), a => IsRefused(a, "ChallengeSpent"));
    }

    [Fact]
    [Threat("CH-07", "HO-02")]
    public async Task A_ceremony_of_one_browser_does_not_work_in_another()
    {
        await OwnerAsync();
        using var attacker = app.Browser();
        using var victim = Browser();
        var started = await attacker.BeginSignInAsync();

        using var answer = await victim.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson));

        IsRefused(answer, "ChallengeExpired");
    }

    [Fact]
    [Threat("WB-07")]
    public async Task Extra_fields_of_a_form_are_ignored()
    {
        var ada = await OwnerAsync();
        using var browser = Browser();
        var started = await browser.BeginSignInAsync();

        using var answer = await browser.PostFormAsync("/sign-in", "/session/passkey", new Dictionary<string, string>
        {
            ["state"] = started.State,
            ["credential"] = authenticator.Get(started.OptionsJson),
            ["userId"] = $"{Guid.NewGuid()}",
            ["roles"] = "admin",
            ["passkey.User.DisplayName"] = "Mallory",
        });

        var signedIn = (await browser.WhoAsync())!;
        Assert.Equal((ada.UserId, ada.Name), (signedIn.UserId, signedIn.Name));
        Assert.Empty(signedIn.Roles);
    }

    [Fact]
    [Threat("WA-05")]
    public async Task The_signed_origin_counts_and_no_header_does()
    {
        await OwnerAsync();
        using var browser = Browser();
        browser.DefaultRequestHeaders.Add("Origin", app.Address.GetLeftPart(UriPartial.Authority));
        var started = await browser.BeginSignInAsync();

        using var answer = await browser.PostPasskeyAsync(
            started.State, authenticator.Get(started.OptionsJson, a => a.ClientData["origin"] = "https://evil.example"));

        IsRefused(answer, "PasskeyRefused");
    }

    [Fact]
    public async Task Fresh_options_are_for_this_browser_and_are_not_stored()
    {
        await OwnerAsync();
        using var browser = Browser();

        using var answer = await browser.GetAsync("/session/passkey/options", Cancel);
        var started = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        using var end = await browser.PostPasskeyAsync((string)started["state"]!, authenticator.Get((string)started["optionsJson"]!));

        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("/", end.Headers.Location!.OriginalString);
    }

    [Fact]
    [Threat("CH-10")]
    public async Task Opening_pages_writes_nothing_into_the_database()
    {
        using var browser = Browser();
        await browser.BeginSignInAsync();
        await using var db = app.OpenDatabase();
        var before = await db.SpentChallenges.CountAsync(Cancel);

        for (var i = 0; i < 20; i++)
        {
            await browser.BeginSignInAsync();
        }

        Assert.Equal(before, await db.SpentChallenges.CountAsync(Cancel));
    }

    public void Dispose() => authenticator.Dispose();

    private static void IsRefused(HttpResponseMessage answer, string failure)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var address = answer.Headers.Location!.OriginalString;
        Assert.StartsWith("/sign-in?", address, StringComparison.Ordinal);
        Assert.Equal(failure, QueryHelpers.ParseQuery(address[address.IndexOf('?', StringComparison.Ordinal)..])["failure"]);
        Assert.Null(answer.SetCookie(Cookies.Session));
    }

    private HttpClient Browser() => app.Browser(followRedirects: false, cookies);

    /// <summary>A person whose passkey is in the authenticator.</summary>
    private async Task<SignedIn> OwnerAsync()
    {
        using var elsewhere = app.Browser();
        var ada = await elsewhere.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);

        return ada;
    }
}
