using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Account;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Account;

/// <summary>The rows that deletion removes or keeps, and concurrent requests. <c>AccountPagesTests</c> tests the pages.</summary>
public class UserAccountTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("LG-05")]
    public async Task Deletion_removes_all_of_the_account_and_nothing_of_another()
    {
        var ada = await FullAccountAsync("Ada");
        var grace = await FullAccountAsync("Grace");
        var before = await RowsOfAsync(grace.UserId);

        var failure = await DeleteAsync(ada);

        Assert.Null(failure);
        Assert.Equal((0, 0, 0, 0, 0), await RowsOfAsync(ada.UserId));
        Assert.Equal(before, await RowsOfAsync(grace.UserId));
    }

    [Fact]
    [Threat("LG-05")]
    public async Task Account_events_stay_without_anything_that_identifies_the_account()
    {
        var ada = await FullAccountAsync("Ada");
        var grace = await accounts.SignInAsync("Grace");
        await WriteAsync(ada, "Ada’s laptop");
        var before = await ActivitiesAsync(ada);

        await DeleteAsync(ada);

        var stays = await ActivitiesAsync(ada);
        var deleted = Assert.Single(stays, a => a.Kind == AccountEventKind.AccountDeleted);
        Assert.Equal(accounts.Clock.GetUtcNow(), deleted.At);
        Assert.Equal(before.Select(a => (a.Id, a.At, a.Kind)), stays.Where(a => a != deleted).Select(a => (a.Id, a.At, a.Kind)));
        Assert.Contains(before, a => a is { Detail: not null, Browser: not null, System: not null, Address: not null, Hash: not null });
        Assert.All(stays, a => Assert.Equal((null, null, null, null, null), (a.Detail, a.Browser, a.System, a.Address, a.Hash)));
        Assert.Equal("Chrome", Assert.Single(await ActivitiesAsync(grace)).Browser);
    }

    [Fact]
    [Threat("LG-05")]
    public async Task Signing_in_again_creates_another_account_with_another_handle()
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);
        await DeleteAsync(ada);

        var again = await accounts.SignInAsync();

        Assert.NotEqual(ada.UserId, again.UserId);
        Assert.NotEqual(ada.User.Handle, again.User.Handle);
        Assert.Equal(Failure.PasskeyRefused, (await accounts.SignInWithPasskeyAsync()).Failure);
    }

    [Fact]
    [Threat("OA-20")]
    public async Task Deletion_requires_reauthentication()
    {
        var ada = await accounts.SignInAsync();
        accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(Failure.ReauthenticationNeeded, await DeleteAsync(ada));
        Assert.Equal(1, await accounts.AskAsync(db => db.Users.CountAsync(Cancel)));
    }

    [Fact]
    [Threat("CC-07")]
    public async Task Deletion_requires_an_open_session()
    {
        var ada = await accounts.SignInAsync();
        await accounts.AskAsync(db => db.Sessions.ExecuteDeleteAsync(Cancel));

        Assert.Equal(Failure.SignedOut, await DeleteAsync(ada));
        Assert.Equal(1, await accounts.AskAsync(db => db.Users.CountAsync(Cancel)));
    }

    [Theory]
    [InlineData(false, false, Failure.LastAdministrator)]
    [InlineData(true, true, Failure.LastAdministrator)]
    [InlineData(true, false, null)]
    public async Task The_only_administrator_stays(bool isThereAnother, bool isThatDisabled, Failure? expected)
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = isThereAnother ? await accounts.SignInAsAdministratorAsync("Grace") : await accounts.SignInAsync("Grace");
        if (isThatDisabled)
        {
            await accounts.AskAsync(db => db.Users.Where(u => u.Id == grace.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, Accounts.Start), Cancel));
        }

        Assert.Equal(expected, await DeleteAsync(ada));
        Assert.Equal(expected is null ? 1 : 2, await accounts.AskAsync(db => db.Users.CountAsync(Cancel)));
    }

    [Fact]
    [Threat("CC-08")]
    public async Task One_of_two_simultaneous_deletions_is_refused_as_signed_out()
    {
        for (var round = 1; round <= 10; round++)
        {
            var ada = await FullAccountAsync("Ada");

            var failures = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => DeleteAsync(ada), Cancel)));

            Assert.Equal([null, Failure.SignedOut], failures.Order());
            Assert.Single(await ActivitiesAsync(ada), a => a.Kind == AccountEventKind.AccountDeleted);
        }
    }

    [Fact]
    [Threat("CC-07")]
    public async Task A_passkey_that_is_added_during_deletion_is_removed_too_or_not_saved()
    {
        for (var round = 1; round <= 10; round++)
        {
            var ada = await accounts.SignInAsync();
            using var authenticator = new SoftwareAuthenticator();
            var started = (await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel)).Value;
            var credential = authenticator.Create(started.OptionsJson);

            var added = Task.Run(() => accounts.Registration.CompleteAsync(ada.Id, started.State, credential, Cancel), Cancel);
            var failure = await Task.Run(() => DeleteAsync(ada), Cancel);

            Assert.Null(failure);
            Assert.Contains((await added).Ending(), (Failure?[])[null, Failure.SignedOut, Failure.NotSaved]);
            Assert.Equal((0, 0, 0, 0, 0), await RowsOfAsync(ada.UserId));
            Assert.All(await ActivitiesAsync(ada), a => Assert.Null(a.Browser));
        }
    }

    [Fact]
    [Threat("CC-04")]
    public async Task A_passkey_sign_in_during_deletion_opens_no_session_that_outlives_the_account()
    {
        for (var round = 1; round <= 10; round++)
        {
            await using var fresh = new Accounts();
            var ada = await fresh.SignInAsync();
            await fresh.RegisterAsync(ada);

            var signedIn = Task.Run(() => fresh.SignInWithPasskeyAsync(), Cancel);
            var failure = await Task.Run(() => fresh.Get<UserAccount>().DeleteAsync(ada.Id, Cancel), Cancel);

            Assert.Null(failure);
            Assert.Contains((await signedIn).Ending(), (Failure?[])[null, Failure.PasskeyRefused]);
            Assert.Equal(0, await fresh.AskAsync(db => db.Sessions.CountAsync(Cancel)));
            Assert.Equal(0, await fresh.AskAsync(db => db.Users.CountAsync(Cancel)));
        }
    }

    [Fact]
    [Threat("CC-04")]
    public async Task A_passkey_sign_in_that_was_checked_before_deletion_is_not_saved_after_it()
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);
        var started = accounts.Authentication.Begin(Accounts.Browser);
        using var scope = accounts.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var result = await accounts.Authentication.CompleteAsync(
            db, Accounts.Browser, started.State, accounts.Authenticator.Get(started.OptionsJson), Cancel);

        await DeleteAsync(ada);
        var opened = await accounts.Get<SessionBridge>().OpenAsync(Accounts.RequestIn(scope), db, result.Value!, stay: false);

        Assert.Equal(Failure.PasskeyRefused, opened.Failure);
        Assert.Equal((0, 0, 0, 0, 0), await RowsOfAsync(ada.UserId));
    }

    [Fact]
    public async Task A_provider_sign_in_during_deletion_finds_no_account_and_creates_another()
    {
        var ada = await accounts.SignInAsync();
        using var scope = accounts.CreateScope();
        var profile = new ExternalProfile("Example", "https://provider.example", "Ada") { Name = "Ada" };
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var resolved = await scope.ServiceProvider.GetRequiredService<ExternalSignIn>().ResolveAsync(db, profile, Cancel);

        await DeleteAsync(ada);
        var opened = await accounts.Get<SessionBridge>().OpenAsync(Accounts.RequestIn(scope), db, SignInProof.OfIdentity(resolved.Identity!, accounts.NewNonce()), stay: false);
        var again = await accounts.SignInAsync(); // as the endpoint does in this case

        Assert.Equal((ada.UserId, Failure.NotSaved), (resolved.Identity!.UserId, opened.Failure));
        Assert.NotEqual(ada.UserId, again.UserId);
        Assert.Equal((0, 0, 0, 0, 0), await RowsOfAsync(ada.UserId));
    }

    [Fact]
    public async Task A_database_that_cannot_save_leaves_the_account_unchanged()
    {
        var ada = await FullAccountAsync("Ada");
        var before = await RowsOfAsync(ada.UserId);

        await using (await RefusedWrites.OfAsync(accounts.Database))
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => DeleteAsync(ada)); // a page says that nothing changed
        }

        Assert.Equal(before, await RowsOfAsync(ada.UserId));
        Assert.DoesNotContain(await ActivitiesAsync(ada), a => a.Kind == AccountEventKind.AccountDeleted);
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private Task<Failure?> DeleteAsync(Session session) => accounts.Get<UserAccount>().DeleteAsync(session.Id, Cancel);

    /// <summary>A session of a person who has some data of every kind.</summary>
    private async Task<Session> FullAccountAsync(string name)
    {
        var session = await accounts.SignInAsync(name);
        await accounts.SignInAsync(name);
        await accounts.AddPasskeyAsync(session);
        await accounts.AskAsync(async db =>
        {
            db.PendingLinks.Add(NewRows.PendingLink(session.UserId, Accounts.Start));
            return await db.SaveChangesAsync(Cancel);
        });

        return session;
    }

    private Task<int> WriteAsync(Session session, string detail) => accounts.AskAsync(async db =>
    {
        db.AccountEvents.Add(new AccountEvent
        {
            UserId = session.UserId,
            At = Accounts.Start,
            Kind = AccountEventKind.SignInRefused,
            Detail = new() { Name = detail, Aaguid = Guid.Empty },
            Browser = "Chrome",
            System = "Linux",
            Address = "203.0.113.24",
            Hash = "0123456789abcdef",
        });
        return await db.SaveChangesAsync(Cancel);
    });

    private Task<(int, int, int, int, int)> RowsOfAsync(Guid userId) => accounts.AskAsync(async db => (
        await db.Users.CountAsync(u => u.Id == userId, Cancel),
        await db.ExternalIdentities.CountAsync(i => i.UserId == userId, Cancel),
        await db.Passkeys.CountAsync(p => p.UserId == userId, Cancel),
        await db.Sessions.CountAsync(s => s.UserId == userId, Cancel),
        await db.PendingLinks.CountAsync(l => l.UserId == userId, Cancel)));

    private Task<List<AccountEvent>> ActivitiesAsync(Session session) =>
        accounts.AskAsync(db => db.AccountEvents.Where(a => a.UserId == session.UserId).OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync(Cancel));

}
