using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>Two providers, of which one may be bad. It can sign in only its own people and cannot use the other's answers.</summary>
public sealed class TwoProvidersTests : IAsyncDisposable
{
    private const string Subject = "ada";

    private readonly FakeProvider good = new();
    private readonly FakeProvider bad = new();
    private readonly TestApp app;
    private readonly HttpClient browser;

    public TwoProvidersTests()
    {
        app = new TestApp { Settings = good.Settings("Good").Concat(bad.Settings("Bad")).ToDictionary() };
        browser = app.Browser(followRedirects: false);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("OA-05")]
    public async Task One_provider_s_answer_at_the_other_s_address_is_refused_and_its_code_is_not_sent()
    {
        var answer = await AnswerAsync("Good");

        await IsRefusedAsync(new UriBuilder(answer) { Path = "/signin-oidc-bad" }.Uri);

        Assert.Empty(bad.Codes);
        Assert.Empty(good.Codes);
    }

    [Fact]
    [Threat("OA-05")]
    public async Task A_code_that_names_its_issuer_is_not_sent_to_the_other_provider()
    {
        good.PromisesIssuer = true;
        var stolen = QueryHelpers.ParseQuery((await AnswerAsync("Good")).Query);
        bad.BendAnswer = answer => (answer["code"], answer["iss"]) = (stolen["code"], stolen["iss"]);

        await IsRefusedAsync(await AnswerAsync("Bad"));

        Assert.Empty(bad.Codes);
    }

    [Fact]
    [Threat("OA-05")]
    public async Task The_bad_provider_cannot_use_a_code_that_it_received_for_the_good_one()
    {
        var stolen = QueryHelpers.ParseQuery((await AnswerAsync("Good")).Query)["code"].ToString();
        bad.BendAnswer = answer => answer["code"] = stolen;
        await IsRefusedAsync(await AnswerAsync("Bad"));
        Assert.Contains(stolen, bad.Codes); // the code does not name its issuer, so the app sent it there with the bad one's proof key

        good.BendAnswer = answer => answer["code"] = stolen;

        await IsRefusedAsync(await AnswerAsync("Good"));
    }

    [Fact]
    [Threat("OA-05", "OA-06")]
    public async Task The_good_provider_s_token_is_refused_from_the_bad_one()
    {
        Assert.NotNull(await SignInAsync("Good"));
        bad.IdToken = good.LastIdToken;

        await IsRefusedAsync(await AnswerAsync("Bad"));
    }

    [Fact]
    [Threat("OA-05", "OA-10")]
    public async Task A_provider_that_uses_the_other_s_issuer_cannot_sign_in_the_other_s_people()
    {
        Assert.NotNull(await SignInAsync("Good"));
        bad.IssuerTemplate = good.Issuer;
        bad.BendToken = token => token["iss"] = good.Issuer;

        await IsRefusedAsync(await AnswerAsync("Bad"));
    }

    [Fact]
    [Threat("OA-10")]
    public async Task The_same_subject_at_another_provider_is_another_person()
    {
        good.Name(Subject);
        bad.Name(Subject);

        var one = await SignInAsync("Good");
        var other = await SignInAsync("Bad");

        Assert.NotEqual(one!.UserId, other!.UserId);
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
        await good.DisposeAsync();
        await bad.DisposeAsync();
    }

    /// <summary>Signs in with a new browser and returns who is signed in.</summary>
    private async Task<SignedIn?> SignInAsync(string scheme)
    {
        using var fresh = app.Browser(followRedirects: false);
        using var arrived = await fresh.GetAsync(await AnswerAsync(scheme, fresh), Cancel);
        using var end = await fresh.GetAsync(arrived.Headers.Location, Cancel);

        return await fresh.WhoAsync();
    }

    /// <summary>The address that the provider sends the browser back to.</summary>
    private async Task<Uri> AnswerAsync(string scheme, HttpClient? from = null)
    {
        from ??= browser;
        using var begun = await from.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = scheme });
        using var answered = await from.GetAsync(begun.Headers.Location, Cancel);

        return answered.Headers.Location!;
    }

    private async Task IsRefusedAsync(Uri answer)
    {
        var before = await app.KeptRowsAsync();

        using var arrived = await browser.GetAsync(answer, Cancel);
        using var end = await browser.GetAsync(arrived.Headers.Location, Cancel);

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect), (arrived.StatusCode, end.StatusCode));
        Assert.StartsWith("/sign-in?failure=ProviderFailed", end.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains(app.Log, line => line.Contains(References.In(end.Headers.Location.OriginalString).Single(), StringComparison.Ordinal));
        Assert.Null(await browser.WhoAsync());
        Assert.Equal(before, await app.KeptRowsAsync());
    }
}
