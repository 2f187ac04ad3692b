using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>An account at a provider stops being a way in, and never the last one.</summary>
public sealed class ConnectedAccountsTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ConnectedAccounts Connected => accounts.Get<ConnectedAccounts>();

    [Fact]
    public async Task It_opens_the_account_no_more_and_the_sessions_that_it_opened_end()
    {
        var ada = await accounts.SignInAsync();
        var second = await AddIdentityAsync(ada.UserId, "Second");
        await AddSessionAsync(second);

        var failure = await Connected.DisconnectAsync(ada.Id, second.Id, Cancel);

        Assert.Null(failure);
        await using var db = accounts.Database.CreateContext();
        Assert.Equal("Example", (await db.ExternalIdentities.SingleAsync(Cancel)).Provider);
        Assert.Equal(ada.Id, (await db.Sessions.SingleAsync(Cancel)).Id);
        var told = await db.Activities.SingleAsync(a => a.Kind == ActivityKind.IdentityUnlinked, Cancel);
        Assert.Equal((ada.UserId, "Second"), (told.UserId, told.Way));
    }

    [Fact]
    [Threat("OA-13")]
    public async Task The_last_way_in_stays()
    {
        var ada = await accounts.SignInAsync();
        var only = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel));

        Assert.Equal(Failure.LastWayIn, await Connected.DisconnectAsync(ada.Id, only.Id, Cancel));

        Assert.Equal(1, await accounts.AskAsync(db => db.ExternalIdentities.CountAsync(Cancel)));
        Assert.Equal(1, await accounts.AskAsync(db => db.Sessions.CountAsync(Cancel))); // nothing half done
    }

    [Theory]
    [InlineData("a provider that is not configured")]
    [InlineData("a revoked passkey")]
    [InlineData("a passkey that the sign-in page cannot find")]
    [Threat("OA-13")]
    public async Task What_opens_nothing_is_no_way_in_that_remains(string other)
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

        Assert.Equal(Failure.LastWayIn, await Connected.DisconnectAsync(ada.Id, identity.Id, Cancel));
    }

    [Fact]
    public async Task With_a_passkey_the_last_account_at_a_provider_may_go_and_the_name_stays()
    {
        var ada = await accounts.SignInAsync();
        await accounts.AddPasskeyAsync(ada);
        var identity = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel));

        Assert.Null(await Connected.DisconnectAsync(ada.Id, identity.Id, Cancel));

        Assert.Equal("Ada", (await accounts.AskAsync(db => db.Users.SingleAsync(Cancel))).DisplayName);
    }

    [Fact]
    [Threat("LG-03")]
    public async Task What_was_disconnected_can_be_found_in_the_log()
    {
        var ada = await accounts.SignInAsync();
        var second = await AddIdentityAsync(ada.UserId, "Second");

        await Connected.DisconnectAsync(ada.Id, second.Id, Cancel);

        var told = await accounts.AskAsync(db => db.Activities.SingleAsync(a => a.Kind == ActivityKind.IdentityUnlinked, Cancel));
        Assert.Equal(("Second", ExternalProfile.HashOf(second.Issuer, second.Subject)), (told.Way, told.Hash));
    }

    [Fact]
    public async Task Whoever_was_shown_as_it_said_is_shown_as_the_next_one_says()
    {
        var ada = await accounts.SignInAsync();
        var shown = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel));
        await AddIdentityAsync(ada.UserId, "Second", "Ada at work");

        await Connected.DisconnectAsync(ada.Id, shown.Id, Cancel);

        Assert.Equal("Ada at work", (await accounts.AskAsync(db => db.Users.SingleAsync(Cancel))).DisplayName);
        Assert.True((await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel))).IsShown);
    }

    [Fact]
    [Threat("WB-05")]
    public async Task Somebody_else_s_is_not_there()
    {
        var ada = await accounts.SignInAsync();
        var theirs = await accounts.AskAsync(db => db.ExternalIdentities.SingleAsync(Cancel));
        await accounts.AddPasskeyAsync(ada);
        var mallory = await accounts.SignInAsync("Mallory");

        Assert.Null(await Connected.DisconnectAsync(mallory.Id, theirs.Id, Cancel)); // as one that never was
        Assert.Null(await Connected.DisconnectAsync(mallory.Id, Guid.NewGuid(), Cancel));

        Assert.Equal(2, await accounts.AskAsync(db => db.ExternalIdentities.CountAsync(Cancel)));
        Assert.Equal(2, await accounts.AskAsync(db => db.Sessions.CountAsync(Cancel)));
    }

    [Fact]
    [Threat("OA-20")]
    public async Task It_asks_for_a_recent_proof()
    {
        var ada = await accounts.SignInAsync();
        var second = await AddIdentityAsync(ada.UserId, "Second");
        accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(Failure.RecentSignInNeeded, await Connected.DisconnectAsync(ada.Id, second.Id, Cancel));
    }

    /// <summary>An account and a passkey, a passkey and an account, two accounts, in turn.</summary>
    [Fact]
    [Threat("CC-03", "OA-13")]
    public async Task A_thousand_times_two_removals_at_once_of_the_last_two_ways_in_leave_one()
    {
        for (var round = 0; round < 1000; round++)
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

    /// <summary>A row and no ceremony, which is not what this is about.</summary>
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
