using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Administration;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>What it means for users when administrators no longer accept an authenticator model.</summary>
public class BlockedModelTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_blocked_model_gets_no_new_passkeys_and_other_models_do()
    {
        var ada = await RefusedAsync();

        var same = await accounts.RegisterAsync(ada);
        var other = await accounts.RegisterAsync(ada, answer => answer.Aaguid = Guid.NewGuid());

        Assert.Equal(Failure.PasskeyRefused, same.Failure);
        Assert.True(other.Succeeded);
        Assert.Equal(2, await accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));
    }

    [Fact]
    [Threat("CC-04")]
    public async Task A_passkey_that_was_verified_before_the_block_is_not_saved_after_it()
    {
        var ada = await accounts.SignInAsync();
        var aaguid = Guid.NewGuid();
        var started = (await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel)).Value;
        var credential = accounts.Authenticator.Create(started.OptionsJson, made => made.Aaguid = aaguid);
        Result<Passkey> registered;

        await using (var db = await accounts.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(Cancel))
        {
            var write = await db.BeginWriteAsync(Cancel);
            var registration = accounts.Registration.CompleteAsync(ada.Id, started.State, credential, Cancel); // waits for this writer
            db.BlockedModels.Add(new BlockedModel { Aaguid = aaguid, At = Accounts.Start });
            await db.SaveChangesAsync(Cancel);
            await write.CommitAsync(Cancel);
            await write.DisposeAsync();
            registered = await registration;
        }

        // SQLite has one writer. On a server the passkey may be saved before the block, and the block then revokes it: see the next test.
        var hasOneWriter = await accounts.AskAsync(db => Task.FromResult(db.Database.IsSqlite()));
        Assert.True(registered.Succeeded ? !hasOneWriter : registered.Failure == Failure.PasskeyRefused);
        Assert.Equal(registered.Succeeded ? 1 : 0, await accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));
    }

    [Fact]
    [Threat("CC-04")]
    public async Task Blocking_a_model_revokes_a_passkey_that_was_saved_just_before()
    {
        var administrator = await accounts.SignInAsAdministratorAsync("Grace");
        var ada = await accounts.SignInAsync();
        var aaguid = Guid.NewGuid();
        var started = (await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel)).Value;
        var credential = accounts.Authenticator.Create(started.OptionsJson, made => made.Aaguid = aaguid);
        Task<Result<Passkey>> registration;
        Task<Result<RevocationResult>> block;

        await using (var db = await accounts.Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(Cancel))
        {
            await using var write = await db.BeginWriteAsync(Cancel); // both wait for this writer, the registration first
            registration = accounts.Registration.CompleteAsync(ada.Id, started.State, credential, Cancel);
            block = accounts.Get<AuthenticatorModels>().BlockAsync(administrator.Id, aaguid, Cancel);
        }

        var saved = await registration;
        var blocked = await block;
        var passkeys = await accounts.AskAsync(db => db.Passkeys.ToListAsync(Cancel));
        if (accounts.Database.Provider == DatabaseProvider.Sqlite)
        {
            Assert.True(saved.Succeeded); // a server has no queue: there either of the two may be first
        }

        Assert.Equal(saved.Succeeded ? 1 : 0, blocked.Value.Revoked);
        Assert.Equal(saved.Succeeded ? 1 : 0, passkeys.Count);
        Assert.All(passkeys, passkey => Assert.NotNull(passkey.RevokedAt));
    }

    [Fact]
    [Threat("CR-05")]
    public async Task A_passkey_of_a_blocked_model_does_not_sign_in()
    {
        await RefusedAsync();

        Assert.Equal(Failure.PasskeyRefused, (await accounts.SignInWithPasskeyAsync()).Failure);
    }

    [Fact]
    [Threat("HO-07", "SE-04")]
    public async Task A_passkey_that_is_revoked_during_sign_in_opens_no_session()
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);
        var started = accounts.Authentication.Begin(Accounts.Browser);
        using var scope = accounts.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var result = await accounts.Authentication.CompleteAsync(
            db, Accounts.Browser, started.State, accounts.Authenticator.Get(started.OptionsJson), Cancel);

        await accounts.AskAsync(other => other.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, Accounts.Start), Cancel));
        var opened = await accounts.Get<SessionBridge>().OpenAsync(Accounts.RequestIn(scope), db, result.Value!, stay: false);

        Assert.Equal(Failure.PasskeyRefused, opened.Failure);
        Assert.Equal(ada.Id, (await accounts.AskAsync(left => left.Sessions.SingleAsync(Cancel))).Id);
    }

    [Fact]
    public async Task A_blocked_passkey_is_not_offered_for_reauthentication_and_does_not_prevent_a_new_one()
    {
        var ada = await RefusedAsync();
        await accounts.RegisterAsync(ada, answer => answer.Aaguid = Guid.NewGuid());
        var session = (await accounts.AskAsync(db => accounts.Get<Reauthentication>().FindOpenAsync(db, ada.Id, Cancel)))!;

        var toConfirm = JsonNode.Parse(accounts.Authentication.BeginReauthentication(session).OptionsJson)!;
        var toAdd = JsonNode.Parse((await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel)).Value.OptionsJson)!;

        Assert.Single(toConfirm["allowCredentials"]!.AsArray());
        Assert.Single(toAdd["excludeCredentials"]!.AsArray());
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    /// <summary>A user with one passkey, of an authenticator model that was just blocked.</summary>
    private async Task<Session> RefusedAsync()
    {
        var administrator = await accounts.SignInAsAdministratorAsync("Grace");
        var ada = await accounts.SignInAsync();
        var passkey = (await accounts.RegisterAsync(ada)).Value;
        Assert.Equal(1, (await accounts.Get<AuthenticatorModels>().BlockAsync(administrator.Id, passkey.Aaguid, Cancel)).Value.Revoked);

        return ada;
    }
}
