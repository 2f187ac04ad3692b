using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A person can disconnect an account at a provider, but never the last sign-in method.</summary>
public class ConnectedAccountsTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ConnectedAccounts Connected => accounts.Get<ConnectedAccounts>();

    [Fact]
    public async Task A_disconnected_account_cannot_sign_in_and_its_sessions_end()
    {
        var ada = await accounts.SignInAsync();
        var second = await AddIdentityAsync(ada.UserId, "Second");
        await AddSessionAsync(second);

        var failure = await Connected.DisconnectAsync(ada.Id, second.Id, Cancel);

        Assert.Null(failure);
        await using var db = accounts.Database.CreateContext();
        Assert.Equal("Example", (await db.ExternalIdentities.SingleAsync(Cancel)).Provider);
        Assert.Equal(ada.Id, (await db.Sessions.SingleAsync(Cancel)).Id);
        var told = await db.AccountEvents.SingleAsync(a => a.Kind == AccountEventKind.IdentityUnlinked, Cancel);
        Assert.Equal((ada.UserId, "Second"), (told.UserId, told.Method));
    }

    [Fact]
    [Threat("OA-13")]
    public async Task The_last_sign_in_method_stays()
    {
        var ada = await accounts.SignInAsync();
        var only = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel));

        Assert.Equal(Failure.OnlySignInMethod, await Connected.DisconnectAsync(ada.Id, only.Id, Cancel));

        Assert.Equal(1, await accounts.AskAsync(db => db.ExternalIdentities.CountAsync(Cancel)));
        Assert.Equal(1, await accounts.AskAsync(db => db.Sessions.CountAsync(Cancel))); // no partial change
    }

    [Theory]
    [InlineData("a provider that is not configured")]
    [InlineData("a revoked passkey")]
    [InlineData("a passkey that the sign-in page cannot find")]
    [Threat("OA-13")]
    public async Task An_unusable_method_does_not_count_as_a_remaining_sign_in_method(string other)
    {
        var ada = await accounts.SignInAsync();
        var identity = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel));
        if (other == "a provider that is not configured")
        {
            await AddIdentityAsync(ada.UserId, "Gone");
        }
        else
        {
            var passkey = await accounts.AddPasskeyAsync(ada);
            var revokedAt = other == "a revoked passkey" ? Accounts.Start : (DateTimeOffset?)null;
            await accounts.AskAsync(db => db.Passkeys.ExecuteUpdateAsync(
                set => set.SetProperty(p => p.RevokedAt, revokedAt).SetProperty(p => p.IsDiscoverable, revokedAt is not null), Cancel));
        }

        Assert.Equal(Failure.OnlySignInMethod, await Connected.DisconnectAsync(ada.Id, identity.Id, Cancel));
    }

    [Fact]
    public async Task A_person_with_a_passkey_can_disconnect_the_last_account_and_keeps_the_name()
    {
        var ada = await accounts.SignInAsync();
        await accounts.AddPasskeyAsync(ada);
        var identity = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel));

        Assert.Null(await Connected.DisconnectAsync(ada.Id, identity.Id, Cancel));

        Assert.Equal("Ada", (await accounts.AskAsync(db => db.Users.SingleAsync(Cancel))).DisplayName);
    }

    [Fact]
    [Threat("LG-03")]
    public async Task A_disconnected_account_can_be_found_among_the_account_events()
    {
        var ada = await accounts.SignInAsync();
        var second = await AddIdentityAsync(ada.UserId, "Second");

        await Connected.DisconnectAsync(ada.Id, second.Id, Cancel);

        var told = await accounts.AskAsync(db => db.AccountEvents.SingleAsync(a => a.Kind == AccountEventKind.IdentityUnlinked, Cancel));
        Assert.Equal(("Second", ExternalProfile.HashOf(second.Issuer, second.Subject)), (told.Method, told.Hash));
    }

    [Fact]
    public async Task The_next_account_becomes_the_profile_source()
    {
        var ada = await accounts.SignInAsync();
        var shown = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel));
        await AddIdentityAsync(ada.UserId, "Second", "Ada at work");

        await Connected.DisconnectAsync(ada.Id, shown.Id, Cancel);

        Assert.Equal("Ada at work", (await accounts.AskAsync(db => db.Users.SingleAsync(Cancel))).DisplayName);
        Assert.True((await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel))).IsProfileSource);
    }

    [Fact]
    [Threat("WB-05")]
    public async Task Another_user_s_account_is_not_found()
    {
        var ada = await accounts.SignInAsync();
        var theirs = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel));
        await accounts.AddPasskeyAsync(ada);
        var mallory = await accounts.SignInAsync("Mallory");

        Assert.Null(await Connected.DisconnectAsync(mallory.Id, theirs.Id, Cancel)); // the same result as for a missing account
        Assert.Null(await Connected.DisconnectAsync(mallory.Id, Guid.NewGuid(), Cancel));

        Assert.Equal(2, await accounts.AskAsync(db => db.ExternalIdentities.CountAsync(Cancel)));
        Assert.Equal(2, await accounts.AskAsync(db => db.Sessions.CountAsync(Cancel)));
    }

    [Fact]
    [Threat("OA-20")]
    public async Task Disconnecting_requires_reauthentication()
    {
        var ada = await accounts.SignInAsync();
        var second = await AddIdentityAsync(ada.UserId, "Second");
        accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(Failure.ReauthenticationNeeded, await Connected.DisconnectAsync(ada.Id, second.Id, Cancel));
    }

    /// <summary>The pairs alternate: an account and a passkey, a passkey and an account, two accounts.</summary>
    [Fact]
    [Threat("CC-03", "OA-13")]
    public async Task Two_simultaneous_removals_of_the_last_two_sign_in_methods_always_leave_one()
    {
        for (var round = 0; round < Exploration.Rounds(100); round++)
        {
            var ada = await accounts.SignInAsync($"Ada {round}");
            var identity = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(i => i.UserId == ada.UserId, Cancel));
            var passkey = round % 3 == 2 ? null : await KeepPasskeyAsync(ada);
            var second = passkey is null ? await AddIdentityAsync(ada.UserId, "Second") : null;
            List<Func<Task<Failure?>>> removals =
            [
                () => Connected.DisconnectAsync(ada.Id, identity.Id, Cancel),
                () => passkey is null ? Connected.DisconnectAsync(ada.Id, second!.Id, Cancel) : accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel),
            ];
            if (round % 3 == 1)
            {
                removals.Reverse();
            }

            var ended = await Task.WhenAll(removals.Select(remove => Task.Run(remove, Cancel)));

            var left = await accounts.AskAsync(async db =>
                await db.Passkeys.CountAsync(p => p.UserId == ada.UserId, Cancel) + await db.ExternalIdentities.CountAsync(i => i.UserId == ada.UserId, Cancel));
            Assert.True(left == 1, $"Round {round}: {left} are left after {ended[0]?.ToString() ?? "success"} and {ended[1]?.ToString() ?? "success"}.");
        }
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    /// <summary>Adds a row without a ceremony, because these tests do not need one.</summary>
    private Task<Passkey> KeepPasskeyAsync(Session session) => accounts.AskAsync(async db =>
    {
        var passkey = NewRows.Passkey(session.UserId, Accounts.Start);
        db.Passkeys.Add(passkey);
        await db.SaveChangesAsync(Cancel);

        return passkey;
    });

    private Task<ExternalIdentity> AddIdentityAsync(Guid userId, string provider, string? name = null) => accounts.AskAsync(async db =>
    {
        var identity = new ExternalIdentity
        {
            UserId = userId,
            Provider = provider,
            Issuer = $"https://{provider}.example",
            Subject = Guid.NewGuid().ToString(),
            Name = name,
            CreatedAt = Accounts.Start.AddMinutes(1),
            LastUsedAt = Accounts.Start,
        };
        db.ExternalIdentities.Add(identity);
        await db.SaveChangesAsync(Cancel);

        return identity;
    });

    private Task<Session> AddSessionAsync(ExternalIdentity identity) => accounts.AskAsync(async db =>
    {
        var session = new Session
        {
            UserId = identity.UserId,
            ExternalIdentityId = identity.Id,
            CreatedAt = Accounts.Start,
            AuthenticatedAt = Accounts.Start,
            LastSeenAt = Accounts.Start,
            ExpiresAt = Accounts.Start.AddDays(1),
        };
        db.Sessions.Add(session);
        await db.SaveChangesAsync(Cancel);

        return session;
    });
}
