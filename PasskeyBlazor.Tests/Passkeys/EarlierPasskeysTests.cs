using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>
/// Passkeys that an earlier build registered still sign in. EarlierPasskeys.json is never created again, because its passkeys must
/// stay old.
/// </summary>
public sealed class EarlierPasskeysTests
{
    public static TheoryData<string> Names => [.. EarlierPasskey.All.Select(p => p.Name)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void There_are_ten_of_them() => Assert.Equal(10, EarlierPasskey.All.Count);

    /// <summary>The test uses the ceremony and the bridge: the state is sealed, the counter is stored, and a session opens.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_passkey_of_an_earlier_build_signs_in_its_owner(string name)
    {
        var earlier = EarlierPasskey.All.Single(p => p.Name == name);
        await using var accounts = new Accounts();
        await earlier.PutIntoAsync(accounts.Database);
        earlier.PutInto(accounts.Authenticator);

        var session = (await accounts.SignInWithPasskeyAsync()).Value;

        var kept = await accounts.AskAsync(db => db.Passkeys.SingleAsync(Cancel));
        Assert.Equal((kept.UserId, kept.Id), (session.UserId, session.PasskeyId));
        Assert.Equal(ExpectedCount(earlier), kept.SignCount);
    }

    /// <summary>The authenticator counts this sign-in too, unless it never counts.</summary>
    private static uint ExpectedCount(EarlierPasskey earlier) => earlier.SignCount == 0 ? 0 : earlier.SignCount + 1;
}
