using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Providers;

public class PendingLinksTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Ada", Failure.LinkedAlready)]
    [InlineData("Grace", Failure.LinkedToAnother)]
    public async Task A_refused_link_changes_nothing_but_is_saved_as_an_account_event(string owner, Failure expected)
    {
        var ada = await accounts.SignInAsync();
        await accounts.SignInAsync(owner); // this user has the identity
        var links = accounts.Get<PendingLinks>();
        var profile = new ExternalProfile("Example", "https://provider.example", owner);
        await links.ProposeAsync(links.Proposal(ada.UserId, ada.Id, profile, Accounts.Browser, stay: false), accounts.NewNonce(), leaving: null, Cancel);

        var failure = await links.CompleteAsync(ada.Id, Accounts.Browser, Cancel);

        Assert.Equal(expected, failure);
        await using var db = accounts.Database.CreateContext();
        var refused = await db.AccountEvents.SingleAsync(a => a.Kind == AccountEventKind.LinkRefused, Cancel);
        Assert.Equal((ada.UserId, "Example", profile.Hash), (refused.UserId, refused.Method, refused.Hash));
        Assert.NotNull(refused.Reference);
        Assert.Equal(1, await db.PendingLinks.CountAsync(Cancel));
        Assert.Equal(1, await db.ExternalIdentities.CountAsync(i => i.UserId == ada.UserId, Cancel));
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();
}
