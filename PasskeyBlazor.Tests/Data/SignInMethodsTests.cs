using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

public class SignInMethodsTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, null, true)] // the browser does not report it
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    [InlineData(true, null, false)]
    [InlineData(true, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, null, false, true)]
    [InlineData(false, true, false, true)]
    [InlineData(true, true, false, true)]
    public async Task A_passkey_can_sign_in_by_the_same_rule_in_a_query_and_in_memory(bool isRevoked, bool? isDiscoverable, bool expected, bool isUnusable = false)
    {
        var ada = await accounts.SignInAsync();
        var passkey = NewRows.Passkey(ada.UserId, Accounts.Start);
        passkey.RevokedAt = isRevoked ? Accounts.Start : null;
        passkey.IsDiscoverable = isDiscoverable;
        passkey.UnusableSince = isUnusable ? Accounts.Start : null;
        await accounts.AskAsync(db =>
        {
            db.Passkeys.Add(passkey);
            return db.SaveChangesAsync(Cancel);
        });

        Assert.Equal(expected, SignInMethods.IsOne(passkey));
        Assert.Equal(expected, await accounts.AskAsync(db => db.Passkeys.AnyAsync(Passkey.IsSignInMethod, Cancel)));
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();
}
