using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The panel in each of its states: what it says, what the user can do, and what it reports to the page around it.</summary>
public sealed class AddPasskeyTests : PanelTest
{
    private int owned;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_panel_is_checking_until_the_browser_says_what_it_can_do()
    {
        Script.Setup<Capabilities>("capabilities"); // no answer

        var panel = Panel(await Accounts.SignInAsync());

        Shows(panel, AddPasskeyState.Checking, Text.Panel_Ready_Title, Text.Panel_Create);
        Assert.Equal("/passkeys/add?returnUrl=%2F", panel.Find(".split > a").GetAttribute("href"));
        Assert.Equal("true", panel.Find("section").GetAttribute("aria-busy"));
    }

    [Fact]
    public void A_signed_out_user_is_asked_nothing()
    {
        var panel = Panel(session: null);

        Shows(panel, AddPasskeyState.SignedOut, Text.Panel_SignedOut_Title, Text.Shell_SignIn);
        Assert.Equal("/sign-in?returnUrl=%2F", panel.Find("a").GetAttribute("href"));
        Assert.Empty(Told);
    }

    [Theory]
    [InlineData(true, AddPasskeyState.NotSupported)]
    [InlineData(false, AddPasskeyState.Insecure)]
    public async Task The_panel_says_once_that_the_browser_cannot_create_a_passkey(bool isSecure, AddPasskeyState expected)
    {
        var can = new Capabilities(isSecure, HasWebAuthn: false, HasPlatformAuthenticator: false, CanUsePhone: null);
        Script.Setup<Capabilities>("capabilities").SetResult(can);

        var panel = Panel(await Accounts.SignInAsync());

        Shows(panel, expected, expected == AddPasskeyState.Insecure ? Text.Panel_Insecure_Title : Text.Panel_NotSupported_Title);
        Assert.Equal([can], Told);
    }

    [Fact]
    public async Task A_browser_that_does_not_answer_what_it_can_do_is_offered_a_passkey()
    {
        Script.Setup<Capabilities>("capabilities").SetException(new JSException("no such value"));
        Script.Setup<Interrupted?>("resume", _ => true).SetResult(null);

        var panel = Panel(await Accounts.SignInAsync());

        Shows(panel, AddPasskeyState.Ready, "Add a passkey", Text.Panel_Create);
    }

    [Theory]
    [InlineData(0, "Add a passkey", "Sign in next time with")]
    [InlineData(1, "Add another passkey", "You have one already.")]
    [InlineData(2, "Add another passkey", "You have 2 already.")]
    public async Task A_user_with_a_passkey_is_offered_another_one(int owned, string title, string why)
    {
        this.owned = owned;

        var panel = Ready(await Accounts.SignInAsync());

        Shows(panel, AddPasskeyState.Ready, title, Text.Panel_Create);
        Assert.StartsWith(why, panel.Find("[role=status] p").TextContent.Trim());
    }

    [Fact]
    public async Task An_old_sign_in_needs_reauthentication_at_the_press_only_and_the_wanted_addition_is_remembered()
    {
        var ada = await Accounts.SignInAsync();
        Accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        var panel = Ready(ada);
        Shows(panel, AddPasskeyState.Ready, Text.Panel_Ready_Title, Text.Panel_Create);
        Assert.DoesNotContain(Script.Invocations, call => call.Identifier == "prepare");
        await panel.Find("button").ClickAsync(new());

        Assert.Equal(new Interrupted(), Script.VerifyInvoke("remember").Arguments.Single());
        Assert.EndsWith("/confirm?returnUrl=%2F&reason=Add", Services.GetRequiredService<NavigationManager>().Uri);
        Assert.Empty(Told);
    }

    [Theory]
    [InlineData(4, AddPasskeyState.Added)]
    [InlineData(6, AddPasskeyState.Ready)]
    public async Task The_addition_continues_by_itself_only_after_reauthentication(int minutes, AddPasskeyState expected)
    {
        var ada = await Accounts.SignInAsync();
        Accounts.Clock.Advance(TimeSpan.FromMinutes(minutes));
        Interruption = new Interrupted();
        Answers(options => new BrowserAnswer(Accounts.Authenticator.Create(options), null));

        var panel = Ready(ada);

        await panel.WaitForAssertionAsync(() => Assert.Equal($"{expected}", panel.Find("section").GetAttribute("data-state")));
        Assert.Equal(expected == AddPasskeyState.Added ? 1 : 0, await Accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));
    }

    [Fact]
    public async Task A_passkey_that_is_here_already_can_still_be_created_elsewhere()
    {
        var asked = 0;
        Answers(options => asked++ == 0 ? new BrowserAnswer(null, "InvalidStateError") : new BrowserAnswer(Accounts.Authenticator.Create(options), null));
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());
        Shows(panel, AddPasskeyState.AlreadyHere, Text.Panel_AlreadyHere_Title, Text.Panel_UsePhone, Text.Panel_UseSecurityKey, Text.Panel_Manage);
        Assert.Equal(["Phone", "SecurityKey"], panel.FindAll("[data-create]").Select(button => button.GetAttribute("data-create")));
        await panel.FindAll("button")[1].ClickAsync(new());

        Shows(panel, AddPasskeyState.Added, "Passkey added: ", Text.Panel_Done, Text.Passkeys_Rename);
    }

    [Theory]
    [InlineData("platform", true)]
    [InlineData(null, true)]
    [InlineData("cross-platform", false)]
    public async Task Only_a_passkey_of_this_device_is_remembered_for_this_browser(string? attachment, bool isHere)
    {
        Answers(options => new BrowserAnswer(Accounts.Authenticator.Create(options, made => made.BendJson = json => json["authenticatorAttachment"] = attachment), null));
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());

        var added = (Passkey)Assert.Single(Told);
        Assert.Equal(isHere ? [added.Id] : [], Script.Invocations.Where(call => call.Identifier == "keepHere").Select(call => call.Arguments.Single()));
    }

    [Fact]
    public async Task One_press_adds_a_passkey_and_informs_the_page()
    {
        Answers(options => new BrowserAnswer(Accounts.Authenticator.Create(options), null));
        var panel = Ready(await Accounts.SignInAsync());
        Shows(panel, AddPasskeyState.Ready, Text.Panel_Ready_Title, Text.Panel_Create);

        await panel.Find("button").ClickAsync(new());

        Shows(panel, AddPasskeyState.Added, "Passkey added: Google Password Manager.", Text.Panel_Done, Text.Passkeys_Rename);
        Assert.Null(((Passkey)Assert.Single(Told)).Name); // the panel makes the name that it shows
        Assert.Equal(1, await Accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));

        panel.Find("button").Click();
        Shows(panel, AddPasskeyState.Ready, Text.Panel_Ready_Title, Text.Panel_Create);
    }

    [Fact]
    [Threat("CC-08")]
    public async Task Several_presses_at_once_start_one_ceremony()
    {
        var create = Script.Setup<BrowserAnswer>("create", _ => true); // no answer yet
        var panel = Ready(await Accounts.SignInAsync());
        var chosen = panel.FindComponent<CreateButton>().Instance.Chosen;

        var presses = panel.InvokeAsync(() => Task.WhenAll(chosen.InvokeAsync(null), chosen.InvokeAsync(PasskeyPlace.Phone), chosen.InvokeAsync(null)));
        await panel.WaitForStateAsync(() => panel.Find("section").GetAttribute("data-state") == "Working");
        create.SetResult(new BrowserAnswer(null, "NotAllowedError"));
        await presses;

        Assert.Single(Script.Invocations, i => i.Identifier == "create");
        Assert.Equal([Failure.Cancelled], Told);
    }

    [Fact]
    public async Task Cancelling_twice_in_a_row_offers_other_places()
    {
        Answers(_ => new BrowserAnswer(null, "NotAllowedError"));
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());
        Assert.Empty(panel.FindAll("[role=menuitem]"));
        await panel.Find("button").ClickAsync(new());

        Shows(panel, AddPasskeyState.Cancelled, Text.Panel_CancelledAgain_Text, Text.Panel_TryAgain);
        Assert.Equal(3, panel.FindAll("[role=menuitem]").Count);
    }

    [Fact]
    [Threat("BR-01")]
    public async Task Cancel_also_ends_the_wait_for_a_database_that_does_not_answer_and_no_sheet_opens()
    {
        var panel = Ready(await Accounts.SignInAsync());
        Accounts.Connection.FallSilent();

        var press = panel.Find("button").ClickAsync(new());
        await panel.WaitForStateAsync(() => panel.Find("section").GetAttribute("data-state") == "Working");
        panel.FindAll("button")[1].Click();

        await panel.WaitForStateAsync(() => panel.Find("section").GetAttribute("data-state") == "Cancelled");
        Accounts.Connection.Mend();
        await press;
        Assert.DoesNotContain(Script.Invocations, i => i.Identifier == "create");
        Assert.Equal([Failure.Cancelled], Told);
    }

    [Fact]
    public async Task While_the_sheet_is_open_it_can_only_be_cancelled()
    {
        var create = Script.Setup<BrowserAnswer>("create", _ => true); // no answer yet
        var panel = Ready(await Accounts.SignInAsync());

        var press = panel.Find("button").ClickAsync(new());
        await panel.WaitForStateAsync(() => panel.Find("section").GetAttribute("data-state") == "Working");
        Shows(panel, AddPasskeyState.Working, Text.Panel_Working_Title, Text.Panel_Create, Text.Passkeys_Cancel);
        Assert.Equal("true", panel.FindAll("button")[0].GetAttribute("aria-disabled"));
        panel.FindAll("button")[1].Click();
        Script.VerifyInvoke("cancel");

        create.SetResult(new BrowserAnswer(null, "AbortError"));
        await press;
        Shows(panel, AddPasskeyState.Cancelled, Text.Panel_Cancelled_Title, Text.Panel_TryAgain);
    }

    [Theory]
    [InlineData("NotAllowedError", AddPasskeyState.Cancelled, Failure.Cancelled, "No passkey was created.")]
    [InlineData("AbortError", AddPasskeyState.Cancelled, Failure.Cancelled, "No passkey was created.")]
    [InlineData("InvalidStateError", AddPasskeyState.AlreadyHere, Failure.AlreadyHere, "You already have a passkey")]
    [InlineData("SecurityError", AddPasskeyState.Failed, Failure.WrongAddress, "Passkeys aren’t set up for this address.")]
    [InlineData("ConstraintError", AddPasskeyState.Failed, Failure.ScreenLockNeeded, "This device needs a screen lock")]
    [InlineData("NotSupportedError", AddPasskeyState.Failed, Failure.NotCompatible, "This authenticator isn’t compatible.")]
    [InlineData("OperationError", AddPasskeyState.Failed, Failure.AnotherWindowOpen, "Another passkey window is open.")]
    [InlineData("PressNeeded", AddPasskeyState.Ready, Failure.PressNeeded, "Sign in next time with")]
    [InlineData("ChallengeExpired", AddPasskeyState.Failed, Failure.ChallengeExpired, "That took too long.")]
    [InlineData("TooLarge", AddPasskeyState.Failed, Failure.TooLarge, "too large for this site")]
    [InlineData("<b>Error</b>", AddPasskeyState.Failed, Failure.BrowserFailed, "Something went wrong with your passkey provider.")]
    [InlineData(null, AddPasskeyState.Failed, Failure.BrowserFailed, "Something went wrong with your passkey provider.")]
    public async Task What_the_browser_says_has_its_own_sentence_and_is_not_tried_again(
        string? error, AddPasskeyState state, Failure failure, string sentence)
    {
        Answers(_ => new BrowserAnswer(null, error));
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());

        Assert.Equal($"{state}", panel.Find("section").GetAttribute("data-state"));
        Assert.Contains(sentence, panel.Find("[role=status]").TextContent);
        Assert.DoesNotContain("<b>Error", panel.Markup);
        Assert.Equal([failure], Told);
        Assert.Single(Script.Invocations, i => i.Identifier == "create");
        Assert.Equal(0, await Accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));
    }

    [Fact]
    [Threat("CR-12")]
    public async Task The_panel_says_that_a_passkey_was_not_saved_and_asks_the_authenticator_to_forget_it()
    {
        var credential = "";
        Answers(options => new BrowserAnswer(credential = Accounts.Authenticator.Create(options), null));
        var panel = Ready(await Accounts.SignInAsync());

        await using (await RefusedWrites.OfAsync(Accounts.Database))
        {
            await panel.Find("button").ClickAsync(new());
        }

        Shows(panel, AddPasskeyState.Failed, Text.Panel_NotSaved_Title, Text.Panel_TryAgain);
        Assert.Contains("Your password manager may still show it", panel.Markup);
        Assert.Single(References.In(panel.Markup));
        Assert.Equal([Failure.NotSaved], Told);
        Assert.Equal(credential, Script.VerifyInvoke("forget").Arguments[1]);
    }

    [Fact]
    public async Task A_refused_passkey_has_another_sentence_than_one_that_was_not_saved()
    {
        Answers(options => new BrowserAnswer(Accounts.Authenticator.Create(options, bent => bent.ClientData["origin"] = "https://evil.example"), null));
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());

        Shows(panel, AddPasskeyState.Failed, Text.Panel_Refused_Title, Text.Panel_TryAgain);
        Assert.Equal([Failure.PasskeyRefused], Told);
    }

    [Fact]
    [Threat("BR-08")]
    public async Task A_passkey_that_did_not_verify_its_user_says_how_to_switch_that_on()
    {
        Answers(options => new BrowserAnswer(Accounts.Authenticator.Create(options, bent => bent.Flags &= ~AuthenticatorBits.UV), null));
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());

        Shows(panel, AddPasskeyState.Failed, "Your passkey has to ask for your PIN, fingerprint or face.", Text.Panel_TryAgain);
        Assert.Contains("set a PIN for your security key", panel.Markup);
        Assert.Equal([Failure.UserVerificationNeeded], Told);
        Script.VerifyInvoke("forget");
    }

    [Fact]
    public async Task A_user_with_the_maximum_number_of_passkeys_is_sent_to_the_list()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        await Accounts.AddPasskeyAsync(ada);
        var panel = Ready(ada);

        await panel.Find("button").ClickAsync(new());

        Shows(panel, AddPasskeyState.LimitReached, "You have 2 passkeys, the most allowed.", Text.Panel_Manage);
        Assert.Equal("/passkeys", panel.Find("a").GetAttribute("href"));
        Assert.Equal([Failure.LimitReached], Told);
    }

    [Fact]
    public async Task A_session_that_ended_meanwhile_shows_at_the_next_press()
    {
        var panel = Ready(await Accounts.SignInAsync());
        await Accounts.AskAsync(db => db.Sessions.ExecuteDeleteAsync(Cancel));

        await panel.Find("button").ClickAsync(new());

        Shows(panel, AddPasskeyState.SignedOut, Text.Panel_SignedOut_Title, Text.Shell_SignIn);
        Assert.Equal([Failure.SignedOut], Told);
    }

    [Fact]
    public async Task A_session_that_is_known_to_have_ended_shows_at_once()
    {
        Script.Setup<Capabilities>("capabilities").SetResult(Able);
        Script.Setup<Interrupted?>("resume", _ => true).SetResult(null);
        var ada = SignedIn.From(await Accounts.SignInAsync());
        var page = Render<CascadingValue<SignedIn?>>(p => p.Add(c => c.Value, ada).AddChildContent<AddPasskey>(ceremony => ceremony.Add(c => c.ChildContent, View)));

        page.Render(p => p.Add(c => c.Value, null).AddChildContent<AddPasskey>(ceremony => ceremony.Add(c => c.ChildContent, View)));

        Shows(page.FindComponent<AddPasskey>(), AddPasskeyState.SignedOut, Text.Panel_SignedOut_Title, Text.Shell_SignIn);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_is_given_up_or_fails_leaves_a_panel_that_works(bool givenUp)
    {
        Answers(_ => throw (givenUp ? new TaskCanceledException() : new JSException("planted")));
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());

        Shows(panel, AddPasskeyState.Failed, givenUp ? Text.Failure_ChallengeExpired : Text.Failure_BrowserFailed, Text.Panel_TryAgain);
        Assert.DoesNotContain("planted", panel.Markup);
        Assert.Single(Told);
    }

    protected override void Shape(ComponentParameterCollectionBuilder<AddPasskey> panel) => panel.Add(p => p.Owned, owned);
}
