using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Account;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>A backup of a database in use, and what comes back with an older copy. Both with the commands of the documentation.</summary>
public class RestoredCopyTests : IAsyncDisposable
{
    private const string Address = "http://localhost:40404";

    private static readonly string[] People = ["ada", "grace", "mallory"];

    private readonly TestApp app = new() { Settings = { ["Passkeys:Origins:0"] = Address, ["Passkeys:MaxPerUser"] = "100" } };
    private readonly DocumentedBackup backup;

    public RestoredCopyTests() => backup = new DocumentedBackup(app.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("DB-49")]
    public async Task A_backup_under_load_has_all_that_was_confirmed_before_it_and_is_whole()
    {
        await app.Database.AddManyAsync(500, Guid.NewGuid()); // so that it takes a moment
        using var early = Authenticator();
        using var first = app.Browser(followRedirects: false);
        var owner = await first.SignInAsync("nomail");
        var confirmed = new ConcurrentQueue<Guid>([(await app.AddPasskeyAsync(owner, early)).Id]);
        using var isBackedUp = new CancellationTokenSource();
        var people = People.Select(name => Task.Run(async () =>
        {
            using var browser = app.Browser(followRedirects: false);
            var signedIn = await browser.SignInAsync(name);
            for (var more = 0; more < 3 && confirmed.Count < 200; more += isBackedUp.IsCancellationRequested ? 1 : 0)
            {
                using var authenticator = Authenticator();
                confirmed.Enqueue((await app.AddPasskeyAsync(signedIn, authenticator)).Id);
                using var other = app.Browser(followRedirects: false);
                using var answer = await other.SignInWithPasskeyAsync(authenticator);
                Assert.Equal("/", answer.Headers.Location?.OriginalString);
            }

            return signedIn.UserId;
        }, Cancel)).ToList();
        await Eventually.SeeAsync(() => Task.FromResult(confirmed.Count), count => count >= 6, "passkeys");

        Guid[] before = [.. confirmed];
        await backup.BackUpAsync();
        await isBackedUp.CancelAsync();
        var all = await Task.WhenAll(people);
        await backup.RestoreAsync();

        await using (var copy = backup.OpenCopy())
        {
            Guid[] users = [.. all, owner.UserId];
            var passkeys = await copy.Passkeys.Where(p => users.Contains(p.UserId)).Select(p => p.Id).ToListAsync(Cancel);
            Assert.Empty(before.Except(passkeys));
            Assert.True(passkeys.Count < confirmed.Count, "Nothing was added during the backup.");
            Assert.Equal(passkeys.Count, await copy.AccountEvents.CountAsync(a => a.Kind == AccountEventKind.PasskeyAdded, Cancel));
            Assert.Equal(
                await copy.Sessions.CountAsync(s => s.PasskeyId != null, Cancel),
                await copy.AccountEvents.CountAsync(a => a.Kind == AccountEventKind.SignedIn && a.Method == Session.ByPasskey, Cancel));
            Assert.Equal(500 + 4, await copy.Users.CountAsync(Cancel));
            await HasSoundKeysAsync(copy);
        }

        await using var restored = Restored();
        using var person = restored.Browser(followRedirects: false);
        using var back = await person.SignInWithPasskeyAsync(early);
        Assert.Equal(owner.UserId, (await person.WhoAsync())?.UserId);
    }

    [Fact]
    [Threat("DB-50", "DB-51", "DB-52")]
    public async Task What_comes_back_with_an_older_copy_goes_with_the_documented_commands()
    {
        using var browser = app.Browser(followRedirects: false);
        var ada = await browser.SignInAsync();
        using SoftwareAuthenticator kept = Authenticator(), lost = Authenticator();
        await app.AddPasskeyAsync(ada, kept);
        var removed = await app.AddPasskeyAsync(ada, lost);
        var ended = new CookieContainer();
        (await app.Browser(followRedirects: false, ended).SignInWithPasskeyAsync(lost)).Dispose();
        using var other = app.Browser(followRedirects: false);
        var grace = await other.SignInAsync("grace");
        await app.AddPasskeyAsync(grace, Authenticator());

        await backup.BackUpAsync();
        var first = await CaptureAsync(kept);
        var second = await CaptureAsync(kept);
        Assert.Null(await app.Services.GetRequiredService<UserPasskeys>().RemoveAsync(ada.SessionId, removed.Id, Cancel));
        Assert.Null(await app.Services.GetRequiredService<UserAccount>().DeleteAsync(grace.SessionId, Cancel));
        await backup.RestoreAsync();

        await using (var older = Restored())
        {
            using var again = older.Browser(followRedirects: false, On(older, ended));
            Assert.NotNull(await again.WhoAsync()); // the session of the removed passkey
            Assert.Equal("/", await ReplayAsync(older, first)); // its challenge is not spent, and its counter is higher
        }

        var sqlite = app.Database.Provider == DatabaseProvider.Sqlite;
        await backup.RunSqlAsync(DeployDocument.Block("sql", "-- after a restore"));
        await backup.RunSqlAsync(Again("-- a passkey that was removed", removed.Id));
        await backup.RunSqlAsync(Again("-- an account that was deleted", grace.UserId));

        await using var mended = Restored();
        using var thief = mended.Browser(followRedirects: false, On(mended, ended));
        Assert.Null(await thief.WhoAsync());
        Assert.Contains("failure=ChallengeExpired", await ReplayAsync(mended, second));
        using (var stranger = mended.Browser(followRedirects: false))
        using (var refused = await stranger.SignInWithPasskeyAsync(lost))
        {
            Assert.Contains("failure=", refused.Headers.Location!.OriginalString);
        }

        using var owner = mended.Browser(followRedirects: false);
        using var answer = await owner.SignInWithPasskeyAsync(kept); // with a counter far above that of the copy
        Assert.Equal(ada.UserId, (await owner.WhoAsync())?.UserId);
        await using var copy = backup.OpenCopy();
        Assert.False(await copy.Users.AnyAsync(u => u.Id == grace.UserId, Cancel));
        Assert.False(await copy.Passkeys.AnyAsync(p => p.UserId == grace.UserId || p.Id == removed.Id, Cancel));
        Assert.False(await copy.ExternalIdentities.AnyAsync(i => i.UserId == grace.UserId, Cancel));
        Assert.All(await copy.AccountEvents.Where(a => a.UserId == grace.UserId).ToListAsync(Cancel), a => Assert.Equal((null, null, null, null, null), (a.Detail, a.Browser, a.System, a.Address, a.Hash)));
        await HasSoundKeysAsync(copy);

        string Again(string comment, Guid id) => DeployDocument.Block("sql", comment).Replace("ID", sqlite ? $"{id}".ToUpperInvariant() : $"{id}", StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await app.DisposeAsync();
        backup.Dispose();
    }

    private static SoftwareAuthenticator Authenticator() => new() { Origin = Address, Counter = 0 };

    private static CookieContainer On(TestApp node, CookieContainer jar)
    {
        var copy = new CookieContainer();
        copy.Add(node.Address, jar.GetAllCookies());

        return copy;
    }

    private static async Task<string> ReplayAsync(TestApp node, (CookieContainer Cookies, string State, string Credential) captured)
    {
        using var browser = node.Browser(followRedirects: false, On(node, captured.Cookies));
        using var answer = await browser.PostPasskeyAsync(captured.State, captured.Credential);

        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>Every reference leads to a row, and a SQLite file is in the mode in which readers do not wait.</summary>
    private async Task HasSoundKeysAsync(AppDbContext copy)
    {
        if (copy.Database.IsSqlite())
        {
            Assert.Equal(0, await copy.Database.SqlQueryRaw<long>("SELECT count(*) AS \"Value\" FROM pragma_foreign_key_check").SingleAsync(Cancel));
            Assert.Equal("ok", await copy.Database.SqlQueryRaw<string>("SELECT integrity_check AS \"Value\" FROM pragma_integrity_check").SingleAsync(Cancel));
            Assert.Equal("wal", await copy.Database.SqlQueryRaw<string>("SELECT journal_mode AS \"Value\" FROM pragma_journal_mode").SingleAsync(Cancel));
            return;
        }

        const string Keys = "SELECT count(*) AS \"Value\" FROM pg_constraint WHERE contype = 'f' AND convalidated";
        await using var original = app.OpenDatabase();
        Assert.Equal(await original.Database.SqlQueryRaw<long>(Keys).SingleAsync(Cancel), await copy.Database.SqlQueryRaw<long>(Keys).SingleAsync(Cancel));
    }

    /// <summary>A sign-in of which another person has all: the cookies of the browser and what it posted.</summary>
    private async Task<(CookieContainer Cookies, string State, string Credential)> CaptureAsync(SoftwareAuthenticator authenticator)
    {
        var jar = new CookieContainer();
        using var browser = app.Browser(followRedirects: false, jar);
        var started = await browser.BeginSignInAsync();
        var captured = (On(app, jar), started.State, authenticator.Get(started.OptionsJson));
        using var answer = await browser.PostPasskeyAsync(captured.State, captured.Item3);
        Assert.Equal("/", answer.Headers.Location?.OriginalString);

        return captured;
    }

    private TestApp Restored() => new()
    {
        Settings = { ["Passkeys:Origins:0"] = Address, ["Database:ConnectionString"] = backup.ConnectionString, ["Passkeys:MaxPerUser"] = "100" },
    };
}
