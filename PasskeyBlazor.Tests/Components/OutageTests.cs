using Bunit;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Components;

/// <summary>A circuit while the database does not answer: it lives on, refuses a change with a sentence, and works again afterwards.</summary>
[Threat("DB-05")]
public sealed class OutageTests : OwnPasskeysTest
{
    public static TheoryData<string> Faults => [.. LostAnswers.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_rename_is_refused_and_the_next_one_is_saved(string fault)
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        var list = List(ada);

        Accounts.Connection.Break(fault);
        await RenameAsync(list, "Laptop");
        Assert.Contains(Text.Failure_NotSaved, list.Find("[role=alert]").TextContent);
        Accounts.Connection.Mend();
        await RenameAsync(list, "Laptop");

        Assert.Empty(list.FindAll("[role=alert]"));
        Assert.Equal("Laptop", list.Find(".row h3").TextContent);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_removal_is_refused_before_and_after_the_question_and_is_done_later(string fault)
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        var list = List(ada);

        Accounts.Connection.Break(fault);
        await AskAsync(list);
        Assert.Contains(Text.Failure_NotSaved, list.Find("[role=alert]").TextContent);
        Accounts.Connection.Mend();
        await AskAsync(list);
        Accounts.Connection.Break(fault);
        await RemoveAskedAsync(list);
        Assert.Contains(Text.Failure_NotSaved, list.Find("[role=alert]").TextContent);
        Assert.Equal(1, await Accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));
        Accounts.Connection.Mend();
        await AskAsync(list);
        await RemoveAskedAsync(list);

        Assert.Empty(list.FindAll(".row"));
        Assert.Empty(list.FindAll("[role=alert]"));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_circuit_that_begins_meanwhile_lives_and_shows_the_list_after_the_next_change(string fault)
    {
        var ada = await Accounts.SignInAsync();
        var passkey = await Accounts.AddPasskeyAsync(ada);
        Accounts.Connection.Break(fault);

        var list = List(ada);
        Assert.Empty(list.FindAll(".row"));
        Accounts.Connection.Mend();
        await list.InvokeAsync(() => list.FindComponent<Bunit.TestDoubles.Stub<AddPasskey>>().Instance.Parameters.Get(p => p.Added).InvokeAsync(passkey));

        Assert.Single(list.FindAll(".row"));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_session_is_checked_again_later_and_the_person_stays_signed_in(string fault)
    {
        var ada = SignedIn.From(await Accounts.SignInAsync());
        var sessions = Accounts.Get<OpenSessions>();

        Accounts.Connection.Break(fault);
        Assert.Null(await sessions.IsOpenAsync(ada, Cancel));
        await sessions.TouchAsync(ada, Cancel);
        Accounts.Connection.Mend();
        Assert.True(await sessions.IsOpenAsync(ada, Cancel));
        Accounts.Clock.Advance(TimeSpan.FromMinutes(2));
        await sessions.TouchAsync(ada, Cancel);

        Assert.Equal(Accounts.Clock.GetUtcNow(), await Accounts.AskAsync(db => db.Sessions.Select(s => s.LastSeenAt).SingleAsync(Cancel)));
    }

    private static Task AskAsync(IRenderedComponent<OwnPasskeys> list) => list.Find("button[aria-label^='Remove ']").ClickAsync(new());

    private static async Task RenameAsync(IRenderedComponent<OwnPasskeys> list, string name)
    {
        await list.Find("button[aria-label^='Rename ']").ClickAsync(new());
        list.Find(".rename input").Change(name);
        await list.Find(".rename").SubmitAsync();
    }
}
