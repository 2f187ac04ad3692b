using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>A change of an account is saved as a whole or not at all, and only for a recent authentication.</summary>
public class AccountChangesTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AccountChanges Changes => accounts.Get<AccountChanges>();

    [Fact]
    public async Task Work_that_succeeds_is_saved_with_its_statements_and_its_value_is_returned()
    {
        var ada = await accounts.SignInAsync();

        var result = await Changes.RunAsync<User>(ada.Id, async (db, session) =>
        {
            await ChangeAsync(db, session);
            return session.User;
        }, Cancel);

        Assert.Equal(ada.UserId, result.Value.Id);
        Assert.Equal(("Changed", 0), await StateAsync());
    }

    [Fact]
    public async Task Work_that_fails_leaves_nothing()
    {
        var ada = await accounts.SignInAsync();

        var failure = await Changes.RunAsync(ada.Id, async (db, session) =>
        {
            await ChangeAsync(db, session);
            await db.SaveChangesAsync(Cancel);
            return Failure.NotThere;
        }, Cancel);

        Assert.Equal(Failure.NotThere, failure);
        Assert.Equal(("Ada", 1), await StateAsync());
    }

    [Fact]
    public async Task Work_that_throws_leaves_nothing_and_the_next_change_succeeds()
    {
        var ada = await accounts.SignInAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Changes.RunAsync(ada.Id, async (db, session) =>
        {
            await ChangeAsync(db, session);
            await db.SaveChangesAsync(Cancel);
            throw new InvalidOperationException("in the middle");
        }, Cancel));

        Assert.Equal(("Ada", 1), await StateAsync());
        Assert.Null(await Changes.RunAsync(ada.Id, async (db, session) =>
        {
            await ChangeAsync(db, session);
            return null;
        }, Cancel));
        Assert.Equal(("Changed", 0), await StateAsync());
    }

    [Fact]
    public async Task Work_does_not_begin_without_an_open_session_and_a_recent_authentication()
    {
        var ada = await accounts.SignInAsync();
        accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(Failure.ReauthenticationNeeded, await Changes.RunAsync(ada.Id, NeverAsync, Cancel));
        Assert.Equal(Failure.SignedOut, await Changes.RunAsync(Guid.NewGuid(), NeverAsync, Cancel));
        accounts.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(Failure.SignedOut, await Changes.RunAsync(ada.Id, NeverAsync, Cancel));

        static Task<Failure?> NeverAsync(AppDbContext db, Session session) => throw new InvalidOperationException("The work began.");
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    /// <summary>A statement and a tracked change.</summary>
    private static async Task ChangeAsync(AppDbContext db, Session session)
    {
        await db.AccountEvents.Where(a => a.UserId == session.UserId).ExecuteDeleteAsync(Cancel);
        session.User.DisplayName = "Changed";
    }

    private Task<(string? Name, int Events)> StateAsync() => accounts.AskAsync(async db =>
        ((await db.Users.SingleAsync(Cancel)).DisplayName, await db.AccountEvents.CountAsync(Cancel)));
}
