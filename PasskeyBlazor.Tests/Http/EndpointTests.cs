using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>The rules for every address. The addresses come from the routing table, so that a new one cannot be forgotten.</summary>
public sealed class EndpointTests(TestApp app) : IClassFixture<TestApp>
{
    /// <summary>The addresses that are public on purpose. Every other address requires a signed-in person.</summary>
    private static readonly string[] WithoutSignIn =
    [
        "/", "/access-denied", "/account-deleted", "/error", "/not-found", "/policy", "/sign-in", "/sign-in/failure", "/status/{Code:int}",
        "/status/421", "/status/426", "/me", "/me/delete", "/authenticator-icons/{name}",
        "/api/session", "/api/passkeys/signal", "/session/end", "/session/passkey", "/session/passkey/options",
        "/session/passkeys/add", "/session/passkeys/here", "/session/passkeys/offer/allow", "/session/passkeys/offer/later", "/session/passkeys/offer/never",
        "/session/passkeys/remove", "/session/passkeys/rename", "/session/provider", "/session/provider/callback",
        "/session/confirm/options", "/session/confirm/passkey", "/session/confirm/provider",
        "/link", "/session/link", "/session/link/drop", "/session/link/end", "/session/link/new", "/session/link/provider",
        "/session/end/other", "/session/end/others", "/session/account/shown", "/session/account/data", "/session/account/delete",
        "/.well-known/passkey-endpoints", "/.well-known/webauthn",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("WB-06")]
    public void An_address_requires_a_signed_in_person_unless_it_is_on_the_list()
    {
        var open = app.Endpoints()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null || e.Metadata.GetOrderedMetadata<IAuthorizeData>().Count == 0)
            .Select(e => e.Pattern()).Distinct();

        Assert.Equal(WithoutSignIn.Order(), open.Order());
    }

    [Fact]
    [Threat("HO-03", "WB-01")]
    public async Task No_address_changes_anything_without_a_right_antiforgery_token()
    {
        using var browser = app.Browser(followRedirects: false);
        var signedIn = await app.SignInAsAdministratorAsync(browser); // other people are refused earlier at some addresses
        var changing = app.Changing().ToList();
        Assert.Superset(
            new HashSet<(string, string)> { ("/session/end", "POST"), ("/session/provider", "POST"), ("/session/passkey", "POST"), ("/account", "POST"), ("/admin/disable", "POST") },
            changing.ToHashSet());

        foreach (var (address, method) in changing)
        {
            foreach (var content in Untrusted())
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = content };
                using var answer = await browser.SendAsync(request, Cancel);

                var isRefused = answer.StatusCode == HttpStatusCode.BadRequest
                    || (content is not FormUrlEncodedContent && answer.StatusCode == HttpStatusCode.UnsupportedMediaType);
                Assert.True(isRefused, $"{method} {address}: {answer.StatusCode}");
                if (address.StartsWith("/session/", StringComparison.Ordinal) || address == "/admin/disable")
                {
                    await answer.IsAFriendlyPageAsync(); // in Development pages answer with a sentence of the framework
                }
            }
        }

        Assert.Equal(signedIn.SessionId, (await browser.WhoAsync())!.SessionId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_form_with_nothing_but_its_token_is_no_fault(bool isSignedIn)
    {
        foreach (var (address, _) in app.Changing())
        {
            using var browser = app.Browser(followRedirects: false);
            if (isSignedIn)
            {
                await browser.SignInAsync();
            }

            using var answer = await browser.PostFormAsync("/sign-in", address);

            Assert.True(answer.StatusCode < HttpStatusCode.InternalServerError, $"{address}: {answer.StatusCode}");
        }
    }

    [Fact]
    public void No_handler_has_more_than_six_parameters()
    {
        var handlers = app.Endpoints().Select(e => (Address: e.Pattern(), Count: e.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Length)).ToList();

        Assert.Contains(handlers, h => h is { Address: "/session/passkey", Count: > 0 });
        Assert.DoesNotContain(handlers, h => h.Count > 6);
    }

    [Fact]
    [Threat("HO-03")]
    public async Task Another_browser_s_antiforgery_token_is_wrong()
    {
        using var browser = app.Browser(followRedirects: false);
        using var attacker = app.Browser();
        await browser.SignInAsync();
        var token = HttpPages.HiddenFields(await attacker.GetStringAsync("/sign-in", Cancel))["__RequestVerificationToken"];

        using var answer = await browser.PostAsync("/session/end", Form(("__RequestVerificationToken", token)), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotNull(await browser.WhoAsync());
    }

    [Theory]
    [InlineData("/account", "/sign-in?returnUrl=%2Faccount")]
    [InlineData("/passkeys?x=1", "/sign-in?returnUrl=%2Fpasskeys%3Fx%3D1")]
    [InlineData("/protected", "/sign-in?returnUrl=%2Fprotected")]
    [InlineData("/sessions", "/sign-in?returnUrl=%2Fsessions")]
    [InlineData("/account/delete", "/sign-in?returnUrl=%2Faccount%2Fdelete")]
    [InlineData("/admin?search=x", "/sign-in?returnUrl=%2Fadmin%3Fsearch%3Dx")]
    public async Task A_signed_out_person_is_sent_to_sign_in_and_back(string address, string expected)
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await browser.GetAsync(address, Cancel);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(expected, answer.Headers.Location!.PathAndQuery);
    }

    [Fact]
    public async Task The_session_as_JSON_requires_a_signed_in_person()
    {
        using var browser = app.Browser(followRedirects: false);

        using var anonymous = await browser.GetAsync("/api/session", Cancel);
        var signedIn = await browser.SignInAsync();
        using var answer = await browser.GetAsync("/api/session", Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal("application/problem+json", anonymous.Content.Headers.ContentType!.MediaType);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Contains($"{signedIn.SessionId}", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task The_signal_for_password_managers_names_the_passkeys_of_the_session_s_user_and_no_others()
    {
        using var browser = app.Browser(followRedirects: false);
        using var other = app.Browser();
        var grace = await other.SignInAsync("grace");
        await app.KeepPasskeysAsync(grace.UserId, "Phone");

        using var anonymous = await browser.GetAsync("/api/passkeys/signal", Cancel);
        var ada = await browser.SignInAsync();
        await app.KeepPasskeysAsync(ada.UserId, "Laptop", "Key");
        using var answer = await browser.GetAsync($"/api/passkeys/signal?userId={grace.UserId}", Cancel);

        Assert.Equal(HttpStatusCode.NoContent, anonymous.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var signal = (await answer.Content.ReadFromJsonAsync<PasskeySignal>(Cancel))!;
        await using var db = app.OpenDatabase();
        var user = await db.Users.Include(u => u.Passkeys).SingleAsync(u => u.Id == ada.UserId, Cancel);
        Assert.Equal(("localhost", Base64Url.EncodeToString(Encoding.UTF8.GetBytes(user.Handle)), "ada@example.com", "Ada Lovelace"), (signal.RpId, signal.UserId, signal.Name, signal.DisplayName));
        Assert.Equal(user.Passkeys.Select(p => Base64Url.EncodeToString(p.CredentialId)).Order(), signal.CredentialIds.Order());
    }

    [Theory]
    [InlineData("/no-such-page", HttpStatusCode.NotFound)]
    [InlineData("/session/nothing", HttpStatusCode.NotFound)]
    [InlineData("/status/500", HttpStatusCode.NotFound)]
    [InlineData("/access-denied", HttpStatusCode.Forbidden)]
    [Threat("WB-13")]
    public async Task A_missing_or_forbidden_page_says_so_with_its_status(string address, HttpStatusCode expected)
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await browser.GetAsync(address, Cancel);

        Assert.Equal(expected, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
    }

    [Fact]
    [Threat("WA-10")]
    public async Task No_other_origin_may_use_this_site_s_passkeys()
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await browser.GetAsync("/.well-known/webauthn", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/session/passkey")]
    [InlineData("/session/provider")]
    [InlineData("/session/end")]
    [Threat("WB-12")]
    public async Task A_form_that_is_too_large_is_refused_for_its_size(string address)
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await browser.PostFormAsync("/sign-in", address, new Dictionary<string, string> { ["credential"] = new('x', 200_000) });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
    }

    [Theory]
    [InlineData("stay", "perhaps")]
    [InlineData("credential", "\0")]
    [Threat("WB-12")]
    public async Task A_malformed_form_is_a_bad_request_and_never_a_fault(string field, string value)
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await browser.PostFormAsync("/sign-in", "/session/passkey", new Dictionary<string, string> { [field] = value });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
    }

    private static IEnumerable<HttpContent?> Untrusted()
    {
        yield return null;
        yield return Form();
        yield return Form(("__RequestVerificationToken", "wrong"));
        yield return Form(("__RequestVerificationToken", "CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        yield return new StringContent("""{"provider":"Development"}""", Encoding.UTF8, "text/plain");
        yield return new StringContent("""{"provider":"Development"}""", Encoding.UTF8, "application/json");
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.ToDictionary(f => f.Name, f => f.Value));
}
