using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Administration;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>What an administrator changes in an account: who may do it, what it changes, and that it becomes an account event.</summary>
public class UserChangesTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    /// <summary>Every possible change, done by a session to a user and one of the user's passkeys.</summary>
    private static readonly (AccountEventKind Kind, Func<UserChanges, Guid, Guid, Guid, Task<Failure?>> Do)[] Every =
    [
        (AccountEventKind.Disabled, (changes, session, user, _) => changes.DisableAsync(session, user, Cancel)),
        (AccountEventKind.Enabled, (changes, session, user, _) => changes.EnableAsync(session, user, Cancel)),
        (AccountEventKind.SessionsEnded, (changes, session, user, _) => changes.EndSessionsAsync(session, user, Cancel)),
        (AccountEventKind.RoleGiven, (changes, session, user, _) => changes.GiveRoleAsync(session, user, Cancel)),
        (AccountEventKind.RoleRemoved, (changes, session, user, _) => changes.RemoveRoleAsync(session, user, Cancel)),
        (AccountEventKind.PasskeyRemoved, (changes, session, user, passkey) => changes.RemovePasskeyAsync(session, user, passkey, Cancel)),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private UserChanges Changes => accounts.Get<UserChanges>();

    [Fact]
    [Threat("LG-03")]
    public async Task Every_change_is_one_account_event_that_names_who_did_it_and_not_from_where()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace");
        var passkey = await accounts.AddPasskeyAsync(grace);

        foreach (var (kind, change) in Every)
        {
            Assert.Null(await change(Changes, ada.Id, grace.UserId, passkey.Id));
            if (kind is not (AccountEventKind.SessionsEnded or AccountEventKind.PasskeyRemoved))
            {
                Assert.Null(await change(Changes, ada.Id, grace.UserId, passkey.Id)); // the second time changes nothing
            }
        }

        var written = await accounts.AskAsync(db => db.AccountEvents.Where(a => a.ActorId != null).ToListAsync(Cancel));
        Assert.Equal(Every.Select(e => e.Kind).Order(), written.Select(a => a.Kind).Order());
        Assert.All(written, a => Assert.Equal((grace.UserId, ada.UserId, null, null, null), (a.UserId, a.ActorId!.Value, a.Address, a.Browser, a.System)));
        Assert.Equal(AccountEventDetail.Of(passkey), written.Single(a => a.Kind == AccountEventKind.PasskeyRemoved).Detail);
    }

    [Fact]
    public async Task Only_an_administrator_may_change_accounts_whatever_an_old_page_still_shows()
    {
        var grace = await accounts.SignInAsync("Grace");
        var passkey = await accounts.AddPasskeyAsync(grace);
        var mallory = await accounts.SignInAsAdministratorAsync("Mallory");
        await accounts.AskAsync(db => db.Users.Where(u => u.Id == mallory.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Roles, new List<string>()), Cancel));

        await RefusedAsync(mallory.Id, grace.UserId, passkey.Id, Failure.NotAdministrator);
    }

    [Fact]
    [Threat("OA-20")]
    public async Task An_administrator_needs_reauthentication()
    {
        var grace = await accounts.SignInAsync("Grace");
        var passkey = await accounts.AddPasskeyAsync(grace);
        var ada = await accounts.SignInAsAdministratorAsync();
        accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        await RefusedAsync(ada.Id, grace.UserId, passkey.Id, Failure.ReauthenticationNeeded);
    }

    [Fact]
    [Threat("CC-07", "CR-06")]
    public async Task An_administrator_who_was_disabled_meanwhile_changes_nothing()
    {
        var grace = await accounts.SignInAsync("Grace");
        var passkey = await accounts.AddPasskeyAsync(grace);
        var ada = await accounts.SignInAsAdministratorAsync();
        await accounts.AskAsync(db => db.Users.Where(u => u.Id == ada.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, Accounts.Start), Cancel));

        await RefusedAsync(ada.Id, grace.UserId, passkey.Id, Failure.SignedOut);
    }

    [Fact]
    [Threat("WB-05")]
    public async Task A_missing_user_a_missing_passkey_and_a_passkey_of_another_user_are_not_found()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var own = await accounts.AddPasskeyAsync(ada);
        var grace = await accounts.SignInAsync("Grace");

        await RefusedAsync(ada.Id, Guid.NewGuid(), own.Id, Failure.NotThere);
        Assert.Equal(Failure.NotThere, await Changes.RemovePasskeyAsync(ada.Id, grace.UserId, own.Id, Cancel));
        Assert.Equal(Failure.NotThere, await Changes.RemovePasskeyAsync(ada.Id, grace.UserId, Guid.NewGuid(), Cancel));
    }

    [Fact]
    public async Task A_database_that_cannot_save_changes_nothing_and_is_a_refusal()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace");
        var before = await RowsAsync();

        await using (await RefusedWrites.OfAsync(accounts.Database))
        {
            Assert.Equal(Failure.NotSaved, await Changes.DisableAsync(ada.Id, grace.UserId, Cancel));
        }

        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task Disabling_an_account_ends_its_sessions_and_deletes_its_pending_link()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace");
        await accounts.SignInAsync("Grace");
        await LinkWaitsAsync(grace.UserId);

        Assert.Null(await Changes.DisableAsync(ada.Id, grace.UserId, Cancel));

        Assert.Equal(ada.Id, (await accounts.AskAsync(db => db.Sessions.SingleAsync(Cancel))).Id);
        Assert.False(await accounts.AskAsync(db => db.PendingLinks.AnyAsync(Cancel)));
        Assert.Equal(Accounts.Start, await accounts.AskAsync(db => db.Users.Where(u => u.Id == grace.UserId).Select(u => u.DisabledAt).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task A_session_that_was_opened_during_the_disabling_does_not_come_back_with_the_account()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace");
        await accounts.AskAsync(db => db.Users.Where(u => u.Id == grace.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, Accounts.Start), Cancel));

        Assert.Null(await Changes.EnableAsync(ada.Id, grace.UserId, Cancel));

        Assert.Equal(ada.Id, (await accounts.AskAsync(db => db.Sessions.SingleAsync(Cancel))).Id);
        Assert.Equal(grace.UserId, (await accounts.SignInAsync("Grace")).UserId);
    }

    [Fact]
    public async Task An_administrator_cannot_lock_themselves_out()
    {
        var ada = await accounts.SignInAsAdministratorAsync();

        Assert.Equal(Failure.OwnAccount, await Changes.DisableAsync(ada.Id, ada.UserId, Cancel));
        Assert.Equal(Failure.OwnAccount, await Changes.RemoveRoleAsync(ada.Id, ada.UserId, Cancel));
    }

    [Theory]
    [InlineData(AccountEventKind.Disabled)]
    [InlineData(AccountEventKind.RoleRemoved)]
    public async Task One_administrator_remains_when_two_lock_each_other_out_at_once(AccountEventKind kind)
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsAdministratorAsync("Grace");
        var change = Every.Single(e => e.Kind == kind).Do;

        var failures = await Task.WhenAll(
            Task.Run(() => change(Changes, ada.Id, grace.UserId, default), Cancel),
            Task.Run(() => change(Changes, grace.Id, ada.UserId, default), Cancel));

        Assert.Single(failures, f => f is null);
        Assert.Equal(1, await accounts.AskAsync(db => db.Users.CountAsync(u => u.DisabledAt == null && u.Roles.Contains(Roles.Administrator), Cancel)));
    }

    [Fact]
    public async Task A_removed_passkey_ends_the_sessions_that_it_opened()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace");
        var passkey = (await accounts.RegisterAsync(grace)).Value;
        var byPasskey = (await accounts.SignInWithPasskeyAsync()).Value;

        Assert.Null(await Changes.RemovePasskeyAsync(ada.Id, grace.UserId, passkey.Id, Cancel));

        Assert.False(await accounts.AskAsync(db => db.Sessions.AnyAsync(s => s.Id == byPasskey.Id, Cancel)));
        Assert.True(await accounts.AskAsync(db => db.Sessions.AnyAsync(s => s.Id == grace.Id, Cancel)));
    }

    [Fact]
    public async Task An_administrator_cannot_remove_the_last_sign_in_method_of_an_account_either()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var passkey = await OnlyPasskeyOfGraceAsync(await accounts.SignInAsync("Grace"));

        Assert.Equal(Failure.OnlySignInMethod, await Changes.RemovePasskeyAsync(ada.Id, passkey.UserId, passkey.Id, Cancel));
        Assert.True(await accounts.AskAsync(db => db.Sessions.AnyAsync(s => s.PasskeyId == passkey.Id, Cancel)));
    }

    [Fact]
    [Threat("CC-03")]
    public async Task A_sign_in_method_remains_when_the_owner_and_two_administrators_remove_methods_at_once()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var fresh = new Accounts();
            var changes = fresh.Get<UserChanges>();
            var ada = await fresh.SignInAsAdministratorAsync();
            var hypatia = await fresh.SignInAsAdministratorAsync("Hypatia");
            var grace = await fresh.SignInAsync("Grace");
            var other = await fresh.AddPasskeyAsync(grace);
            await fresh.RegisterAsync(grace);
            var session = (await fresh.SignInWithPasskeyAsync()).Value;
            await fresh.AskAsync(db => db.Sessions.Where(s => s.Id == grace.Id).ExecuteDeleteAsync(Cancel));
            await fresh.AskAsync(db => db.ExternalIdentities.Where(i => i.UserId == grace.UserId).ExecuteDeleteAsync(Cancel));

            await Task.WhenAll(
                Task.Run(() => fresh.Passkeys.RemoveAsync(session.Id, other.Id, Cancel), Cancel),
                Task.Run(() => changes.RemovePasskeyAsync(ada.Id, grace.UserId, session.PasskeyId!.Value, Cancel), Cancel),
                Task.Run(() => changes.DisableAsync(hypatia.Id, grace.UserId, Cancel), Cancel));

            Assert.Single(await fresh.Passkeys.ListAsync(grace.UserId, Cancel));
            Assert.False(await fresh.AskAsync(db => db.Sessions.AnyAsync(s => s.UserId == grace.UserId, Cancel)));
            Assert.Null(await changes.EnableAsync(ada.Id, grace.UserId, Cancel));
        }
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private async Task RefusedAsync(Guid sessionId, Guid userId, Guid passkeyId, Failure expected)
    {
        var before = await RowsAsync();
        foreach (var (_, change) in Every)
        {
            Assert.Equal(expected, await change(Changes, sessionId, userId, passkeyId));
        }

        Assert.Equal(before, await RowsAsync());
    }

    /// <summary>Everything that a change could affect.</summary>
    private Task<List<string>> RowsAsync() => accounts.AskAsync(async db => new List<string>(
    [
        .. (await db.Users.AsNoTracking().ToListAsync(Cancel)).Select(u => $"{u.Id} {u.DisabledAt} {string.Join(',', u.Roles)}").Order(),
        .. (await db.Sessions.AsNoTracking().ToListAsync(Cancel)).Select(s => $"{s.Id}").Order(),
        .. (await db.Passkeys.AsNoTracking().ToListAsync(Cancel)).Select(p => $"{p.Id} {p.RevokedAt}").Order(),
        .. (await db.AccountEvents.AsNoTracking().ToListAsync(Cancel)).Select(a => $"{a.Id}").Order(),
    ]));

    private async Task<Passkey> OnlyPasskeyOfGraceAsync(Session grace)
    {
        var passkey = (await accounts.RegisterAsync(grace)).Value;
        await accounts.SignInWithPasskeyAsync();
        await accounts.AskAsync(db => db.Sessions.Where(s => s.Id == grace.Id).ExecuteDeleteAsync(Cancel));
        await accounts.AskAsync(db => db.ExternalIdentities.Where(i => i.UserId == grace.UserId).ExecuteDeleteAsync(Cancel));

        return passkey;
    }

    private async Task LinkWaitsAsync(Guid userId)
    {
        await using var db = accounts.Database.CreateContext();
        db.PendingLinks.Add(NewRows.PendingLink(userId, Accounts.Start));
        await db.SaveChangesAsync(Cancel);
    }
}
