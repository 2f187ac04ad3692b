using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>
/// Ada and Mallory at one site, each with her own passkey. Mallory also has one ceremony of each kind that she has begun and
/// not ended. Every action returns its refusal, or null if it was accepted.
/// </summary>
public sealed class PasskeyVisit : IDisposable
{
    private readonly WebSite site;
    private readonly CookieContainer cookies = new();
    private readonly HttpClient another;
    private SignedIn ada = null!; // BeginAsync sets these before a test gets the visit
    private Guid passkeyId;

    private PasskeyVisit(WebSite site)
    {
        this.site = site;
        another = site.App.Browser(followRedirects: false, cookies);
    }

    public SoftwareAuthenticator Authenticator { get; } = new() { Origin = WebSite.Origin };

    public SoftwareAuthenticator MallorysAuthenticator { get; } = new() { Origin = WebSite.Origin };

    /// <summary>Ada's passkey.</summary>
    public SoftwareCredential Adas => Authenticator.Credentials[0];

    public SoftwareCredential Mallorys => MallorysAuthenticator.Credentials[0];

    /// <summary>The last accepted ceremony, which is therefore over.</summary>
    public BegunCeremony UsedRegistration { get; private set; } = null!;

    public BegunCeremony UsedSignIn { get; private set; } = null!;

    public BegunCeremony MallorysRegistration { get; private set; } = null!;

    public BegunCeremony MallorysSignIn { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RegistrationCeremony Ceremony => site.App.Services.GetRequiredService<RegistrationCeremony>();

    public static async Task<PasskeyVisit> BeginAsync(WebSite site, Action<SoftwareAuthenticator>? prepare = null)
    {
        var visit = new PasskeyVisit(site);
        prepare?.Invoke(visit.Authenticator);
        var mallory = (await site.Mallory.WhoAsync())!;
        visit.ada = (await site.Ada.WhoAsync())!;
        await visit.ForgetEarlierPasskeysAsync();

        await site.App.AddPasskeyAsync(mallory, visit.MallorysAuthenticator);
        visit.passkeyId = (await site.App.AddPasskeyAsync(visit.ada, visit.Authenticator)).Id;
        visit.MallorysRegistration = await visit.BeginRegistrationAsync(mallory);
        visit.MallorysSignIn = await BeginSignInAsync(site.Mallory);
        return visit;
    }

    /// <summary>Ada adds a passkey in an authenticator that has none of her passkeys.</summary>
    public async Task<string?> RegisterAsync(Action<SoftwareRegistration>? bend = null)
    {
        var begun = await BeginRegistrationAsync(ada);
        var failure = await CompleteRegistrationAsync(begun, bend);
        UsedRegistration = failure is null ? begun : UsedRegistration;

        return failure;
    }

    public async Task<string?> CompleteRegistrationAsync(BegunCeremony begun, Action<SoftwareRegistration>? bend = null)
    {
        using var fresh = new SoftwareAuthenticator { Origin = WebSite.Origin };
        var ended = await Ceremony.CompleteAsync(ada.SessionId, begun.State, fresh.Create(begun.OptionsJson, bend), Cancel);

        return ended.Succeeded ? null : $"{ended.Failure}";
    }

    /// <summary>Ada signs in with another browser and signs out again.</summary>
    public async Task<string?> SignInAsync(Action<SoftwareAssertion>? bend = null)
    {
        var begun = await BeginSignInAsync(another);
        var failure = await CompleteSignInAsync(begun, bend);
        UsedSignIn = failure is null ? begun : UsedSignIn;

        return failure;
    }

    public async Task<string?> CompleteSignInAsync(BegunCeremony begun, Action<SoftwareAssertion>? bend = null)
    {
        using var answer = await another.PostPasskeyAsync(begun.State, Authenticator.Get(begun.OptionsJson, bend));
        var failure = FailureOf(answer, accepted: "/");
        Assert.Equal(failure is null, cookies.Holds(site.App.Address, Cookies.Session));
        if (failure is null)
        {
            using var end = await another.PostFormAsync("/", "/session/end");
        }

        return failure;
    }

    /// <summary>The signed-in Ada reauthenticates. Her browser asks only for her passkeys; the authenticator may ignore that.</summary>
    public async Task<string?> ReauthenticateAsync(SoftwareAuthenticator with, Action<SoftwareAssertion>? bend = null)
    {
        var started = await site.Ada.GetConfirmationOptionsAsync();
        var options = JsonNode.Parse(started.OptionsJson)!.AsObject();
        Assert.True(options.Remove("allowCredentials"));
        using var answer = await site.Ada.PostFormAsync("/", "/session/confirm/passkey", new Dictionary<string, string>
        {
            ["state"] = started.State,
            ["credential"] = with.Get(options.ToJsonString(), bend),
            ["returnUrl"] = "/passkeys",
        });

        return FailureOf(answer, accepted: "/passkeys");
    }

    /// <summary>Ada removes her passkey. Her authenticator keeps its key.</summary>
    public async Task RemovePasskeyAsync()
    {
        var passkeys = site.App.Services.GetRequiredService<UserPasskeys>();
        var removed = await passkeys.RemoveAsync(ada.SessionId, passkeyId, Cancel);

        Assert.Null(removed);
    }

    public void Dispose()
    {
        another.Dispose();
        Authenticator.Dispose();
        MallorysAuthenticator.Dispose();
    }

    private static string? FailureOf(HttpResponseMessage answer, string accepted)
    {
        var address = answer.Headers.Location!.OriginalString;
        if (address == accepted)
        {
            return null;
        }

        return QueryHelpers.ParseQuery(address[address.IndexOf('?', StringComparison.Ordinal)..])["failure"].Single();
    }

    private static async Task<BegunCeremony> BeginSignInAsync(HttpClient browser)
    {
        var started = await browser.GetOptionsAsync();

        return new BegunCeremony(started.State, started.OptionsJson);
    }

    /// <summary>Deletes all passkeys except those that opened a session that still exists.</summary>
    private async Task ForgetEarlierPasskeysAsync()
    {
        await using var db = site.App.OpenDatabase();
        await db.Passkeys.Where(p => !db.Sessions.Any(s => s.PasskeyId == p.Id)).ExecuteDeleteAsync(Cancel);
    }

    private async Task<BegunCeremony> BeginRegistrationAsync(SignedIn signedIn)
    {
        var started = (await Ceremony.BeginAsync(signedIn.SessionId, cancellationToken: Cancel)).Value;

        return new BegunCeremony(started.State, started.OptionsJson);
    }
}

/// <summary>The part of a ceremony that the page holds.</summary>
public sealed record BegunCeremony(string State, string OptionsJson)
{
    public string Challenge => (string)JsonNode.Parse(OptionsJson)!["challenge"]!;
}
