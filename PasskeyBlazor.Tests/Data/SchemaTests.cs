using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>The rules that the database itself enforces, whatever the code above it does.</summary>
public class SchemaTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issuer_and_subject_belong_to_one_user()
    {
        var ada = await accounts.SignInAsync();
        var grace = await accounts.SignInAsync("Grace");

        await IsRefusedAsync(Identity(grace.UserId, "https://provider.example", "Ada"));
        await IsKeptAsync(Identity(ada.UserId, "https://provider.example", "ada")); // different case, different account
        await IsKeptAsync(Identity(ada.UserId, "https://other.example", "Ada"));
    }

    [Fact]
    [Threat("CR-01")]
    public async Task A_credential_id_is_unique()
    {
        var ada = await accounts.SignInAsync();
        var passkey = await accounts.AddPasskeyAsync(ada);
        var grace = await accounts.SignInAsync("Grace");

        await IsRefusedAsync(new Passkey
        {
            UserId = grace.UserId,
            CredentialId = passkey.CredentialId,
            PublicKey = [1],
            Name = "x",
            AttestationFormat = "none",
            CreatedAt = Accounts.Start,
        });
    }

    [Fact]
    [Threat("CR-09")]
    public async Task A_user_handle_is_unique_and_reveals_nothing()
    {
        var ada = await accounts.SignInAsync();
        var grace = await accounts.SignInAsync("Grace");

        Assert.Equal((43, 43), (ada.User.Handle.Length, grace.User.Handle.Length)); // 32 random bytes
        await IsRefusedAsync(new User { Handle = ada.User.Handle, DisplayName = "x", CreatedAt = Accounts.Start });
    }

    [Fact]
    public async Task A_challenge_is_spent_once()
    {
        var challenge = new byte[32];

        await IsKeptAsync(new SpentChallenge { Challenge = challenge, ExpiresAt = Accounts.Start });
        await IsRefusedAsync(new SpentChallenge { Challenge = challenge, ExpiresAt = Accounts.Start });
    }

    [Fact]
    public async Task Deleting_a_user_deletes_everything_they_own_and_nothing_else()
    {
        var ada = await accounts.SignInAsync();
        await accounts.AddPasskeyAsync(ada);
        var grace = await accounts.SignInAsync("Grace");

        await accounts.AskAsync(db => db.Users.Where(u => u.Id == ada.UserId).ExecuteDeleteAsync(Cancel));

        await using var left = accounts.Database.CreateContext();
        Assert.Equal(0, await left.Passkeys.CountAsync(Cancel));
        Assert.Equal(grace.UserId, (await left.ExternalIdentities.SingleAsync(Cancel)).UserId);
        Assert.Equal(grace.Id, (await left.Sessions.SingleAsync(Cancel)).Id);
    }

    [Fact]
    public async Task Rows_that_have_ended_are_swept_and_the_others_stay()
    {
        await accounts.SignInAsync();
        accounts.Clock.Advance(TimeSpan.FromMinutes(59));
        var grace = await accounts.SignInAsync("Grace");

        accounts.Clock.Advance(TimeSpan.FromMinutes(2));
        await Assert.Single(accounts.Get<IEnumerable<Microsoft.Extensions.Hosting.IHostedService>>().OfType<ExpiredRows>()).SweepAsync(Cancel);

        await using var left = accounts.Database.CreateContext();
        Assert.Equal(grace.Id, (await left.Sessions.SingleAsync(Cancel)).Id);
        Assert.Equal(1, await left.SpentChallenges.CountAsync(Cancel)); // Grace's sign-in with the provider may take five minutes
        Assert.Equal(2, await left.Users.CountAsync(Cancel));
    }

    [Fact]
    public async Task Moments_come_back_as_they_were_and_can_be_compared()
    {
        var ada = await accounts.SignInAsync();
        var moment = new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.FromHours(2)).AddTicks(1);
        await accounts.AskAsync(db => db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, moment), Cancel));

        Assert.Equal(moment, (await accounts.AskAsync(db => db.Sessions.SingleAsync(Cancel))).ExpiresAt);
        Assert.True(await accounts.AskAsync(db => db.Sessions.AnyAsync(s => s.Id == ada.Id && s.ExpiresAt > moment.AddTicks(-1), Cancel)));
        Assert.False(await accounts.AskAsync(db => db.Sessions.AnyAsync(s => s.Id == ada.Id && s.ExpiresAt > moment, Cancel)));
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private static ExternalIdentity Identity(Guid userId, string issuer, string subject) => new()
    {
        UserId = userId,
        Provider = "Example",
        Issuer = issuer,
        Subject = subject,
        CreatedAt = Accounts.Start,
        LastUsedAt = Accounts.Start,
    };

    private Task<int> IsKeptAsync(object row) => accounts.AskAsync(async db =>
    {
        db.Add(row);
        return await db.SaveChangesAsync(Cancel);
    });

    private Task<DbUpdateException> IsRefusedAsync(object row) => Assert.ThrowsAsync<DbUpdateException>(() => IsKeptAsync(row));
}
