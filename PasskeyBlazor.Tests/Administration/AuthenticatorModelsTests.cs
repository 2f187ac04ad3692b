using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Administration;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>An authenticator model with a known weakness is no longer accepted, and no user is locked out by that.</summary>
public class AuthenticatorModelsTests : IAsyncDisposable
{
    private static readonly Guid Bad = Guid.Parse("dd4ec289-e01d-41c9-bb89-70fa845d4bf2"); // its name is known: iCloud Keychain
    private static readonly Guid Good = Guid.Parse("01020304-0506-0708-0102-030405060708");

    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AuthenticatorModels Models => accounts.Get<AuthenticatorModels>();

    [Fact]
    public async Task The_list_shows_how_much_each_authenticator_model_is_used()
    {
        var ada = await accounts.SignInAsync();
        var grace = await accounts.SignInAsync("Grace");
        await KeepAsync(ada.UserId, (Bad, false), (Bad, true), (Good, false));
        await KeepAsync(grace.UserId, (Bad, false));

        Assert.Equal(
            [new AuthenticatorModelCount(Bad, "iCloud Keychain", Accepted: 2, Revoked: 1, Accounts: 2, IsBlocked: false), new AuthenticatorModelCount(Good, null, Accepted: 1, Revoked: 0, Accounts: 1, IsBlocked: false)],
            await Models.ListAsync(Cancel));
    }

    [Fact]
    public async Task All_passkeys_of_a_model_are_revoked_except_those_their_owners_need_to_sign_in()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace"); // also has her provider
        var hypatia = await AccountWithoutProviderAsync("Hypatia"); // also has a passkey of another model
        var mallory = await AccountWithoutProviderAsync("Mallory"); // has two of this model, and one that was revoked before
        await KeepAsync(grace.UserId, (Bad, false));
        await KeepAsync(hypatia, (Bad, false), (Good, false));
        await KeepAsync(mallory, (Bad, false), (Bad, false), (Good, true));

        Assert.Equal(new RevocationResult(Revoked: 2, Kept: 2), await Models.CountAsync(Bad, Cancel));
        var revoked = await Models.BlockAsync(ada.Id, Bad, Cancel);

        Assert.Equal(new RevocationResult(Revoked: 2, Kept: 2), revoked.Value);
        var stay = await accounts.AskAsync(db => db.Passkeys.Where(p => p.RevokedAt == null).Select(p => new { p.UserId, p.Aaguid }).ToListAsync(Cancel));
        Assert.Equal([(hypatia, Good), (mallory, Bad), (mallory, Bad)], stay.Select(p => (p.UserId, p.Aaguid)).OrderBy(p => p.UserId == mallory));
        var told = await accounts.AskAsync(db => db.AccountEvents.Where(a => a.Kind == AccountEventKind.PasskeyRevoked).ToListAsync(Cancel));
        Assert.Equal(new[] { grace.UserId, hypatia }.Order(), told.Select(a => a.UserId).Order());
        Assert.All(told, a => Assert.Equal((ada.UserId, new AccountEventDetail { Aaguid = Bad }), (a.ActorId!.Value, a.Detail)));
    }

    [Fact]
    public async Task A_revoked_passkey_does_not_sign_in_and_the_sessions_it_opened_end()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace");
        var passkey = (await accounts.RegisterAsync(grace)).Value;
        await accounts.AskAsync(db => db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.Aaguid, Bad), Cancel));
        var opened = (await accounts.SignInWithPasskeyAsync()).Value;

        Assert.Equal(1, (await Models.BlockAsync(ada.Id, Bad, Cancel)).Value.Revoked);

        Assert.False(await accounts.AskAsync(db => db.Sessions.AnyAsync(s => s.Id == opened.Id, Cancel)));
        Assert.True(await accounts.AskAsync(db => db.Sessions.AnyAsync(s => s.Id == grace.Id, Cancel)));
        Assert.Equal(Failure.PasskeyRefused, (await accounts.SignInWithPasskeyAsync()).Failure);
        Assert.True(await accounts.AskAsync(db => db.Passkeys.AnyAsync(p => p.Id == passkey.Id, Cancel))); // its owner still sees it
    }

    [Fact]
    public async Task A_model_that_is_accepted_again_gets_new_passkeys_and_its_old_passkeys_sign_in()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace");
        await accounts.RegisterAsync(grace, answer => answer.Aaguid = Bad);
        await Models.BlockAsync(ada.Id, Bad, Cancel);
        Assert.Equal(new AuthenticatorModelCount(Bad, "iCloud Keychain", Accepted: 0, Revoked: 1, Accounts: 1, IsBlocked: true), Assert.Single(await Models.ListAsync(Cancel)));
        Assert.Equal(1, await Models.CountRevokedAsync(Bad, Cancel));

        Assert.Null(await Models.UnblockAsync(ada.Id, Bad, Cancel));

        Assert.Null(await Models.CountRevokedAsync(Bad, Cancel));
        Assert.True((await accounts.SignInWithPasskeyAsync()).Succeeded);
        Assert.True((await accounts.RegisterAsync(ada, answer => answer.Aaguid = Bad)).Succeeded);
        Assert.Equal(new AuthenticatorModelCount(Bad, "iCloud Keychain", Accepted: 2, Revoked: 0, Accounts: 2, IsBlocked: false), Assert.Single(await Models.ListAsync(Cancel)));
        var told = await accounts.AskAsync(db => db.AccountEvents.SingleAsync(a => a.Kind == AccountEventKind.PasskeyAccepted, Cancel));
        Assert.Equal((grace.UserId, ada.UserId, new AccountEventDetail { Aaguid = Bad }), (told.UserId, told.ActorId!.Value, told.Detail));
    }

    [Fact]
    public async Task A_blocked_model_without_passkeys_is_listed_and_is_accepted_again_once()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        await Models.BlockAsync(ada.Id, Bad, Cancel);

        Assert.Equal(new AuthenticatorModelCount(Bad, "iCloud Keychain", 0, 0, 0, IsBlocked: true), Assert.Single(await Models.ListAsync(Cancel)));
        Assert.Null(await Models.UnblockAsync(ada.Id, Bad, Cancel));
        Assert.Null(await Models.UnblockAsync(ada.Id, Bad, Cancel)); // a second press
        Assert.Empty(await Models.ListAsync(Cancel));
    }

    [Fact]
    public async Task Authenticators_that_do_not_name_their_model_are_not_a_model()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        await KeepAsync(ada.UserId, (Guid.Empty, false));

        Assert.Equal(Failure.NotThere, (await Models.BlockAsync(ada.Id, Guid.Empty, Cancel)).Failure);
        Assert.False(await accounts.AskAsync(db => db.Passkeys.AnyAsync(p => p.RevokedAt != null, Cancel)));
    }

    /// <summary>The other method alternates: a connected account, and a passkey of another model. So does the order.</summary>
    [Fact]
    [Threat("CC-03")]
    public async Task A_sign_in_method_remains_when_a_model_is_blocked_while_the_owner_removes_the_other_method()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        for (var round = 0; round < Exploration.Rounds(40); round++)
        {
            var model = Guid.NewGuid();
            var grace = await accounts.SignInAsync($"Grace {round}");
            await KeepAsync(grace.UserId, (model, false));
            var identity = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(i => i.UserId == grace.UserId, Cancel));
            Func<Task> remove = () => accounts.Get<ConnectedAccounts>().DisconnectAsync(grace.Id, identity.Id, Cancel);
            if (round % 2 == 1)
            {
                await KeepAsync(grace.UserId, (Good, false));
                await accounts.AskAsync(db => db.Sessions.Where(s => s.Id == grace.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.ExternalIdentityId, (Guid?)null), Cancel));
                await accounts.AskAsync(db => db.ExternalIdentities.Where(i => i.Id == identity.Id).ExecuteDeleteAsync(Cancel));
                var other = await accounts.AskAsync(db => db.Passkeys.SingleAsync(p => p.UserId == grace.UserId && p.Aaguid == Good, Cancel));
                remove = () => accounts.Passkeys.RemoveAsync(grace.Id, other.Id, Cancel);
            }

            Func<Task>[] both = [remove, () => Models.BlockAsync(ada.Id, model, Cancel)];
            await Task.WhenAll((round % 4 < 2 ? both : both.Reverse()).Select(one => Task.Run(one, Cancel)));

            var left = await accounts.AskAsync(async db =>
                await db.Passkeys.Where(Passkey.IsSignInMethod).CountAsync(p => p.UserId == grace.UserId, Cancel)
                + await db.ExternalIdentities.CountAsync(i => i.UserId == grace.UserId, Cancel));
            Assert.True(left == 1, $"Round {round}: {left} are left.");
        }
    }

    [Fact]
    public async Task Revoking_needs_an_administrator_and_reauthentication()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        var grace = await accounts.SignInAsync("Grace");
        await KeepAsync(grace.UserId, (Bad, false));

        Assert.Equal(Failure.NotAdministrator, (await Models.BlockAsync(grace.Id, Bad, Cancel)).Failure);
        accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Failure.ReauthenticationNeeded, (await Models.BlockAsync(ada.Id, Bad, Cancel)).Failure);
        Assert.False(await accounts.AskAsync(db => db.Passkeys.AnyAsync(p => p.RevokedAt != null, Cancel)));
    }

    [Fact]
    public async Task Ten_thousand_passkeys_are_revoked_at_once()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        await accounts.Database.AddManyAsync(10_000, Bad);
        await accounts.Database.AddManyAsync(10, Bad, withIdentity: false);

        var revoked = (await Models.BlockAsync(ada.Id, Bad, Cancel)).Value;

        Assert.Equal(new RevocationResult(10_000, 10), revoked);
        Assert.Equal(10_000, await accounts.AskAsync(db => db.AccountEvents.CountAsync(a => a.Kind == AccountEventKind.PasskeyRevoked, Cancel)));
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private async Task<Guid> AccountWithoutProviderAsync(string name)
    {
        var session = await accounts.SignInAsync(name);
        await accounts.AskAsync(db => db.Sessions.Where(s => s.Id == session.Id).ExecuteDeleteAsync(Cancel));
        await accounts.AskAsync(db => db.ExternalIdentities.Where(i => i.UserId == session.UserId).ExecuteDeleteAsync(Cancel));

        return session.UserId;
    }

    private async Task KeepAsync(Guid userId, params (Guid Model, bool IsRevoked)[] passkeys)
    {
        await using var db = accounts.Database.CreateContext();
        foreach (var (make, isRevoked) in passkeys)
        {
            var passkey = NewRows.Passkey(userId, Accounts.Start, model: make);
            passkey.RevokedAt = isRevoked ? Accounts.Start : null;
            db.Passkeys.Add(passkey);
        }

        await db.SaveChangesAsync(Cancel);
    }
}
