using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Administration;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>What an administrator does to an account: who may, what becomes of it, and that it is written down.</summary>
public sealed class UserChangesTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    /// <summary>Every change there is, done by a session to a user and one of their passkeys.</summary>
    private static readonly (ActivityKind Kind, Func<UserChanges, Guid, Guid, Guid, Task<Failure?>> Do)[] Every =
    [
        (ActivityKind.Disabled, (changes, session, user, _) => changes.DisableAsync(session, user, Cancel)),
        (ActivityKind.Enabled, (changes, session, user, _) => changes.EnableAsync(session, user, Cancel)),
        (ActivityKind.SessionsEnded, (changes, session, user, _) => changes.EndSessionsAsync(session, user, Cancel)),
        (ActivityKind.RoleGiven, (changes, session, user, _) => changes.GiveRoleAsync(session, user, Cancel)),
        (ActivityKind.RoleTaken, (changes, session, user, _) => changes.TakeRoleAsync(session, user, Cancel)),
        (ActivityKind.PasskeyRemoved, (changes, session, user, passkey) => changes.RemovePasskeyAsync(session, user, passkey, Cancel)),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private UserChanges Changes => accounts.Get<UserChanges>();

    [Fact]
    [Threat("LG-03")]
    public async Task Every_change_is_written_down_once_for_the_account_with_who_did_it_and_not_from_where()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace");
        var passkey = await accounts.AddPasskeyAsync(grace);

        foreach (var (kind, change) in Every)
        {
            Assert.Null(await change(Changes, ada.Id, grace.UserId, passkey.Id));
            if (kind is not (ActivityKind.SessionsEnded or ActivityKind.PasskeyRemoved))
            {
                Assert.Null(await change(Changes, ada.Id, grace.UserId, passkey.Id)); // is so already
            }
        }

        var written = await accounts.AskAsync(db => db.Activities.Where(a => a.ActorId != null).ToListAsync(Cancel));
        Assert.Equal(Every.Select(e => e.Kind).Order(), written.Select(a => a.Kind).Order());
        Assert.All(written, a => Assert.Equal((grace.UserId, ada.UserId, null, null, null), (a.UserId, a.ActorId!.Value, a.Address, a.Browser, a.System)));
        Assert.Equal(passkey.Name, written.Single(a => a.Kind == ActivityKind.PasskeyRemoved).Detail);
    }

    [Fact]
    public async Task Nobody_else_may_whatever_their_page_still_shows()
    {
        var grace = await accounts.SignInAsync("Grace");
        var passkey = await accounts.AddPasskeyAsync(grace);
        var mallory = await accounts.SignInAsAdministratorAsync("Mallory");
        await accounts.AskAsync(db => db.Users.Where(u => u.Id == mallory.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Roles, new List<string>()), Cancel));

        await RefusedAsync(mallory.Id, grace.UserId, passkey.Id, Failure.NotAdministrator);
    }

    [Fact]
    [Threat("OA-20")]
    public async Task An_administrator_needs_a_recent_sign_in()
    {
        var grace = await accounts.SignInAsync("Grace");
        var passkey = await accounts.AddPasskeyAsync(grace);
        var ada = await accounts.SignInAsAdministratorAsync();
        accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        await RefusedAsync(ada.Id, grace.UserId, passkey.Id, Failure.RecentSignInNeeded);
    }

    [Fact]
    [Threat("CC-07", "CR-06")]
    public async Task An_administrator_who_is_disabled_meanwhile_changes_nothing_any_more()
    {
        var grace = await accounts.SignInAsync("Grace");
        var passkey = await accounts.AddPasskeyAsync(grace);
        var ada = await accounts.SignInAsAdministratorAsync();
        await accounts.AskAsync(db => db.Users.Where(u => u.Id == ada.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, Accounts.Start), Cancel));

        await RefusedAsync(ada.Id, grace.UserId, passkey.Id, Failure.SignedOut);
    }

    [Fact]
    [Threat("WB-05")]
    public async Task A_user_or_a_passkey_that_is_not_there_or_somebody_else_s_is_not_found()
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
    public async Task Who_is_disabled_is_out_and_a_link_that_waits_is_gone()
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
    public async Task A_session_that_was_opened_while_the_account_was_being_disabled_does_not_come_back_with_it()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace");
        await accounts.AskAsync(db => db.Users.Where(u => u.Id == grace.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, Accounts.Start), Cancel));

        Assert.Null(await Changes.EnableAsync(ada.Id, grace.UserId, Cancel));

        Assert.Equal(ada.Id, (await accounts.AskAsync(db => db.Sessions.SingleAsync(Cancel))).Id);
        Assert.Equal(grace.UserId, (await accounts.SignInAsync("Grace")).UserId);
    }

    [Fact]
    public async Task An_administrator_cannot_shut_themself_out()
    {
        var ada = await accounts.SignInAsAdministratorAsync();

        Assert.Equal(Failure.OwnAccount, await Changes.DisableAsync(ada.Id, ada.UserId, Cancel));
        Assert.Equal(Failure.OwnAccount, await Changes.TakeRoleAsync(ada.Id, ada.UserId, Cancel));
    }

    [Theory]
    [InlineData(ActivityKind.Disabled)]
    [InlineData(ActivityKind.RoleTaken)]
    public async Task Of_two_administrators_who_shut_each_other_out_at_once_one_remains(ActivityKind kind)
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
    public async Task The_last_way_into_an_account_is_not_removed_by_an_administrator_either()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var passkey = await OnlyPasskeyOfGraceAsync(await accounts.SignInAsync("Grace"));

        Assert.Equal(Failure.LastWayIn, await Changes.RemovePasskeyAsync(ada.Id, passkey.UserId, passkey.Id, Cancel));
        Assert.True(await accounts.AskAsync(db => db.Sessions.AnyAsync(s => s.PasskeyId == passkey.Id, Cancel)));
    }

    [Fact]
    [Threat("CC-03")]
    public async Task A_way_in_remains_when_its_owner_and_two_administrators_take_ways_in_away_at_once()
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

    /// <summary>All that a change could change.</summary>
    private Task<List<string>> RowsAsync() => accounts.AskAsync(async db => new List<string>(
    [
        .. (await db.Users.AsNoTracking().ToListAsync(Cancel)).Select(u => $"{u.Id} {u.DisabledAt} {string.Join(',', u.Roles)}").Order(),
        .. (await db.Sessions.AsNoTracking().ToListAsync(Cancel)).Select(s => $"{s.Id}").Order(),
        .. (await db.Passkeys.AsNoTracking().ToListAsync(Cancel)).Select(p => $"{p.Id} {p.RevokedAt}").Order(),
        .. (await db.Activities.AsNoTracking().ToListAsync(Cancel)).Select(a => $"{a.Id}").Order(),
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
