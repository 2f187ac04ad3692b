using Bunit;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Components;

/// <summary>A passkey whose save the database does not confirm: what the panel says, and that it signals nothing that it does not know.</summary>
public sealed class LostSaveTests : PanelTest
{
    public static TheoryData<string> Faults => [.. LostAnswers.Kinds.Keys];

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Faults))]
    [Threat("AN-09", "CR-12")]
    public async Task A_save_whose_confirmation_is_lost_is_reported_as_not_known_and_nothing_is_forgotten(string fault)
    {
        Answers(options =>
        {
            Accounts.Connection.BreakAtCommit(fault);
            return new BrowserAnswer(Accounts.Authenticator.Create(options), null);
        });
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());

        Shows(panel, AddPasskeyState.Failed, Text.Panel_MaybeSaved_Title, Text.Panel_TryAgain);
        Assert.Contains(Text.Panel_MaybeSaved_Text, panel.Markup);
        Assert.Equal([Failure.MaybeSaved], Told);
        Assert.DoesNotContain(Script.Invocations, i => i.Identifier == "forget");
        Assert.Equal(1, await Accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    [Threat("AN-09")]
    public async Task A_database_that_does_not_answer_before_the_save_signals_nothing_either(string fault)
    {
        Answers(options =>
        {
            Accounts.Connection.Break(fault);
            return new BrowserAnswer(Accounts.Authenticator.Create(options), null);
        });
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());

        Shows(panel, AddPasskeyState.Failed, Text.Panel_NotSaved_Title, Text.Panel_TryAgain);
        Assert.DoesNotContain(Script.Invocations, i => i.Identifier == "forget");
    }

    [Fact]
    [Threat("AN-09")]
    public async Task A_passkey_that_was_refused_and_whose_id_cannot_be_read_is_not_forgotten()
    {
        Answers(options => new BrowserAnswer(Accounts.Authenticator.Create(options, made => made.BendJson = json => json.Remove("type")), null));
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());

        Shows(panel, AddPasskeyState.Failed, Text.Panel_Refused_Title, Text.Panel_TryAgain);
        Assert.DoesNotContain(Script.Invocations, i => i.Identifier == "forget");
    }
}
