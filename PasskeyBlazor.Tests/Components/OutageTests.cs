using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Components;

/// <summary>A circuit while the database does not answer: it lives on, and works again afterwards.</summary>
[Threat("DB-05")]
public sealed class OutageTests : ComponentTest
{
    public static TheoryData<string> Faults => [.. LostAnswers.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_session_is_checked_again_later_and_the_person_stays_signed_in(string fault)
    {
        var cancel = Xunit.TestContext.Current.CancellationToken;
        var ada = SignedIn.From(await Accounts.SignInAsync());
        var sessions = Accounts.Get<OpenSessions>();

        Accounts.Connection.Break(fault);
        Assert.Null(await sessions.IsOpenAsync(ada, cancel));
        await sessions.TouchAsync(ada, cancel);
        Accounts.Connection.Mend();
        Assert.True(await sessions.IsOpenAsync(ada, cancel));
        Accounts.Clock.Advance(TimeSpan.FromMinutes(2));
        await sessions.TouchAsync(ada, cancel);

        Assert.Equal(Accounts.Clock.GetUtcNow(), await Accounts.AskAsync(db => db.Sessions.Select(s => s.LastSeenAt).SingleAsync(cancel)));
    }
}
