using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>A pending link ends with a session or a sign-in method of its user.</summary>
public class SessionEndTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("in a transaction")]
    [InlineData("staged")]
    public async Task The_pending_links_of_the_user_end_and_those_of_other_users_stay(string how)
    {
        var ada = await accounts.SignInAsync();
        var second = await accounts.SignInAsync();
        var grace = await accounts.SignInAsync("Grace");
        await using (var db = accounts.Database.CreateContext())
        {
            db.PendingLinks.AddRange(
                NewRows.PendingLink(ada.UserId, Accounts.Start), NewRows.PendingLink(ada.UserId, Accounts.Start), NewRows.PendingLink(grace.UserId, Accounts.Start));
            await db.SaveChangesAsync(Cancel);
            await using var transaction = await db.BeginWriteAsync(Cancel);

            if (how == "staged")
            {
                await SessionEnd.StageAsync(db, await db.Sessions.SingleAsync(s => s.Id == ada.Id, Cancel), Cancel);
                await db.SaveChangesAsync(Cancel);
            }
            else
            {
                await SessionEnd.ExecuteAsync(db, db.Sessions.Where(s => s.Id == ada.Id), ada.UserId, Cancel);
            }

            await transaction.CommitAsync(Cancel);
        }

        await using var left = accounts.Database.CreateContext();
        Assert.Equal(new[] { second.Id, grace.Id }.Order(), await left.Sessions.Select(s => s.Id).Order().ToListAsync(Cancel));
        Assert.Equal(grace.UserId, (await left.PendingLinks.SingleAsync(Cancel)).UserId);
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();
}
