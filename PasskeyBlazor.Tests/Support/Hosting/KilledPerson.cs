using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>A new person at a <see cref="KilledApp"/>, with a browser and an authenticator, and the rows of the person's account.</summary>
public sealed class KilledPerson : IDisposable
{
    private readonly KilledApp app;
    private readonly string subject = $"{Guid.NewGuid()}";

    public KilledPerson(KilledApp app)
    {
        this.app = app;
        Browser = app.Browser();
        Authenticator = new() { Origin = app.Address.GetLeftPart(UriPartial.Authority), Counter = 0 };
        app.Home.Name(subject);
        app.More.Name(subject);
    }

    public HttpClient Browser { get; }

    public SoftwareAuthenticator Authenticator { get; }

    public SignedIn SignedIn { get; private set; } = null!; // after SignInAsync

    public Guid PasskeyId { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task SignInAsync()
    {
        (await Browser.SignInAtAsync("Home")).Dispose();
        SignedIn = (await Browser.WhoAsync())!;
    }

    /// <summary>Goes to a provider and back, until the app has the answer and has changed nothing yet.</summary>
    public async Task<string> AtProviderAsync(string page, string address, string provider)
    {
        using var toProvider = await Browser.PostFormAsync(page, address, new Dictionary<string, string> { ["provider"] = provider });
        using var back = await Browser.GetAsync(toProvider.Headers.Location, Cancel);
        using var answer = await Browser.GetAsync(back.Headers.Location, Cancel);

        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>Signs in and adds a passkey.</summary>
    public async Task AddPasskeyAsync()
    {
        await SignInAsync();
        using var added = await app.CallAsync($"complete?session={SignedIn.SessionId}", await NewPasskeyAsync());
        Assert.Equal("added", await added.Content.ReadAsStringAsync(Cancel));
        await using var db = app.Database.CreateContext();
        PasskeyId = await db.Passkeys.Where(p => p.UserId == SignedIn.UserId).Select(p => p.Id).SingleAsync(Cancel);
    }

    /// <summary>The answer of the authenticator to a registration that has begun.</summary>
    public async Task<Dictionary<string, string>> NewPasskeyAsync()
    {
        using var begun = await app.CallAsync($"begin?session={SignedIn.SessionId}");
        var started = (await begun.Content.ReadFromJsonAsync<StartedCeremony>(Cancel))!;

        return new() { ["state"] = started.State, ["credential"] = Authenticator.Create(started.OptionsJson) };
    }

    /// <summary>The same form of a page each time, with the token that the page has now.</summary>
    public async Task<Func<Task<HttpResponseMessage>>> FormAsync(string address, params (string Name, string Value)[] fields)
    {
        var token = HttpPages.HiddenFields(await Browser.ReadFormPageAsync("/sign-in"))["__RequestVerificationToken"];

        return () => Browser.PostAsync(
            address, new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]), Cancel);
    }

    /// <summary>How many rows of each kind the account has, without the events of refusals.</summary>
    public async Task<IReadOnlyList<(string Name, long Count)>> CountRowsAsync()
    {
        AccountEventKind[] refusals = [AccountEventKind.SignInRefused, AccountEventKind.LinkRefused, AccountEventKind.ReauthenticationRefused, AccountEventKind.PasskeyUnusable];
        await using var db = app.Database.CreateContext();
        var users = await db.Users.Where(u => u.ExternalIdentities.Any(i => i.Subject == subject && i.Provider == "Home")).Select(u => u.Id).ToListAsync(Cancel);
        var id = users.Count > 0 ? users[0] : SignedIn?.UserId ?? Guid.Empty;
        var events = db.AccountEvents.Where(a => a.UserId == id && !refusals.Contains(a.Kind));

        return
        [
            ("users", users.Count),
            ("identities", await db.ExternalIdentities.CountAsync(i => i.Subject == subject, Cancel)),
            ("links", await db.PendingLinks.CountAsync(l => l.Subject == subject, Cancel)),
            ("passkeys", await db.Passkeys.CountAsync(p => p.UserId == id, Cancel)),
            ("counter", await db.Passkeys.Where(p => p.UserId == id).SumAsync(p => (long)p.SignCount, Cancel)),
            ("sessions", await db.Sessions.CountAsync(s => s.UserId == id && s.PasskeyId == null, Cancel)),
            ("sessions by passkey", await db.Sessions.CountAsync(s => s.UserId == id && s.PasskeyId != null, Cancel)),
            ("events", await events.CountAsync(Cancel)),
            ("events with details", await events.CountAsync(a => a.Address != null, Cancel)),
            ("spent challenges", await db.SpentChallenges.CountAsync(Cancel)),
        ];
    }

    public void Dispose()
    {
        Browser.Dispose();
        Authenticator.Dispose();
    }
}
