using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>A change that a person makes, up to the request that makes it.</summary>
/// <param name="Name">What the person does.</param>
/// <param name="PrepareAsync">Does all before that request, and returns the request. It can be sent again.</param>
/// <param name="Change">What is different in the database afterwards.</param>
/// <param name="Done">What the app then says: where it leads, or the text of a <see cref="CircuitCalls"/>.</param>
/// <param name="Again">A part of what it says to the same request after that.</param>
public sealed record KilledJourney(
    string Name, Func<KilledApp, KilledPerson, Task<Func<Task<HttpResponseMessage>>>> PrepareAsync, string Change, string Done, string Again)
{
    public static IReadOnlyList<KilledJourney> All { get; } =
    [
        new("sign in with a provider", ProviderAsync, "users +1, identities +1, sessions +1, events +1, events with details +1, spent challenges +1", "/", "failure=ChallengeSpent"),
        new("sign in with a passkey", PasskeyAsync, "counter +1, sessions by passkey +1, events +1, events with details +1, spent challenges +1", "/", "failure=ChallengeSpent"),
        new("add a passkey", AddAsync, "passkeys +1, counter +1, events +1, events with details +1, spent challenges +1", "added", "ChallengeSpent"),
        new("link an account", LinkAsync, "identities +1, links -1, events +1, events with details +1", "/accounts?done=Linked", "failure="),
        new("disconnect an account", DisconnectAsync, "identities -1, events +1, events with details +1", "/accounts?done=Unlinked", "/accounts?done=Unlinked"),
        new("remove a passkey", RemoveAsync, "passkeys -1, counter -2, sessions by passkey -1, events +1, events with details +1", "removed", "PasskeyGone"),
        new("sign out", SignOutAsync, "sessions -1, events +1, events with details +1", "/", "Your session changed meanwhile"),
        new("delete the account", DeleteAsync, "users -1, identities -1, passkeys -1, counter -1, sessions -1, events +1, events with details -2", "/account-deleted", "Your session changed meanwhile"),
    ];

    /// <summary>Half of those that are quick to walk through: the other half is walked on the other kind of database. The long form walks all on both.</summary>
    public static IEnumerable<KilledJourney> UsualOn(DatabaseProvider database) => All.Where(journey => journey.Name is not ("disconnect an account" or "sign out"))
        .Where((_, number) => number % 2 == (database == DatabaseProvider.Sqlite ? 0 : 1));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public override string ToString() => Name;

    private static async Task<Func<Task<HttpResponseMessage>>> ProviderAsync(KilledApp app, KilledPerson person)
    {
        var callback = await person.AtProviderAsync("/sign-in", "/session/provider", "Home");

        return () => person.Browser.GetAsync(callback, Cancel);
    }

    private static async Task<Func<Task<HttpResponseMessage>>> PasskeyAsync(KilledApp app, KilledPerson person)
    {
        await person.AddPasskeyAsync();
        (await person.Browser.PostFormAsync("/", "/session/end")).Dispose();
        var started = await person.Browser.BeginSignInAsync();

        return await person.FormAsync("/session/passkey", ("state", started.State), ("credential", person.Authenticator.Get(started.OptionsJson)));
    }

    private static async Task<Func<Task<HttpResponseMessage>>> AddAsync(KilledApp app, KilledPerson person)
    {
        await person.SignInAsync();
        var answer = await person.NewPasskeyAsync();

        return () => app.CallAsync($"complete?session={person.SignedIn.SessionId}", answer);
    }

    private static async Task<Func<Task<HttpResponseMessage>>> LinkAsync(KilledApp app, KilledPerson person)
    {
        await person.SignInAsync();
        (await person.Browser.GetAsync(await person.AtProviderAsync("/", "/session/link/provider", "More"), Cancel)).Dispose();

        return await person.FormAsync("/session/link", ("returnUrl", "/accounts"));
    }

    private static async Task<Func<Task<HttpResponseMessage>>> DisconnectAsync(KilledApp app, KilledPerson person)
    {
        using var linked = await (await LinkAsync(app, person))();
        await using var db = app.Database.CreateContext();
        var id = await db.ExternalIdentities.Where(i => i.UserId == person.SignedIn.UserId && i.Provider == "More").Select(i => i.Id).SingleAsync(Cancel);

        return await person.FormAsync("/session/link/end", ("id", $"{id}"));
    }

    private static async Task<Func<Task<HttpResponseMessage>>> RemoveAsync(KilledApp app, KilledPerson person)
    {
        await person.AddPasskeyAsync();
        using var another = app.Browser();
        (await another.SignInWithPasskeyAsync(person.Authenticator)).Dispose();

        return () => app.CallAsync($"remove?session={person.SignedIn.SessionId}&passkey={person.PasskeyId}");
    }

    private static async Task<Func<Task<HttpResponseMessage>>> SignOutAsync(KilledApp app, KilledPerson person)
    {
        await person.SignInAsync();

        return await person.FormAsync("/session/end");
    }

    private static async Task<Func<Task<HttpResponseMessage>>> DeleteAsync(KilledApp app, KilledPerson person)
    {
        await person.AddPasskeyAsync();

        return await person.FormAsync("/session/account/delete");
    }
}
