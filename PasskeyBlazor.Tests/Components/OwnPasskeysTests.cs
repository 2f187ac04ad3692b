using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The list in each of its states: what it advises, what it refuses and why, and what password managers are told.</summary>
public sealed class OwnPasskeysTests : ComponentTest
{
    private readonly BunitJSModuleInterop script;
    private readonly BunitJSModuleInterop dialog;
    private Interrupted? interrupted;

    public OwnPasskeysTests()
    {
        ComponentFactories.AddStub<AddPasskey>(panel => panel.Get(p => p.Empty) ?? (_ => { })); // it has tests of its own
        Services.AddSingleton(Accounts.Get<ExternalIdentities>());
        Services.AddSingleton(new ProviderDirectory([new Provider("Example", "Example", TrustEmail: true)], []));
        Services.AddSingleton(Accounts.Get<WaysIn>());
        Services.AddSingleton(Accounts.Get<UserAccount>());
        JSInterop.SetupVoid("Blazor._internal.domWrapper.focus", _ => true).SetVoidResult();
        script = JSInterop.SetupModule("./Components/Passkeys/OwnPasskeys.razor.js");
        script.SetupVoid("tell", _ => true).SetVoidResult();
        script.SetupVoid("remember", _ => true).SetVoidResult();
        dialog = JSInterop.SetupModule("./Components/Passkeys/RemovePasskey.razor.js");
        dialog.SetupVoid("open", _ => true).SetVoidResult();
        dialog.SetupVoid("close", _ => true).SetVoidResult();
    }

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private string Address => Services.GetRequiredService<NavigationManager>().Uri;

    [Fact]
    public async Task Without_any_it_says_what_one_is_good_for()
    {
        var list = List(await Accounts.SignInAsync());

        Assert.Equal(Text.Passkeys_None, list.Find("h2").TextContent);
        Assert.Equal(3, list.FindAll(".points li").Count);
        Assert.Empty(list.FindAll(".row, .notice, .section-head"));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task One_passkey_on_one_device_is_advised_a_second(bool isBackupEligible, bool isAdvised)
    {
        var ada = await Accounts.SignInAsync();
        Accounts.Authenticator.BackupEligible = isBackupEligible;
        await Accounts.RegisterAsync(ada);

        var list = List(ada);

        Assert.Equal(isAdvised ? 1 : 0, list.FindAll(".notice.accent").Count);
        Assert.Equal(isAdvised, list.Markup.Contains("If that is lost, you need Example to come back in.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_has_two_that_sign_them_in_is_advised_nothing_and_one_that_does_not_is_no_second()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        var second = await Accounts.AddPasskeyAsync(ada);
        Assert.Empty(List(ada).FindAll(".notice"));

        await ChangeAsync(second, set => set.SetProperty(p => p.IsDiscoverable, false));
        Assert.Single(List(ada).FindAll(".notice.accent"));
    }

    [Fact]
    public async Task The_last_way_in_cannot_be_removed_and_says_why_and_where_to_go()
    {
        var ada = await OnlyByPasskeyAsync();

        var list = List(ada);

        var remove = list.Find("[aria-disabled=true]");
        Assert.Equal(Text.Passkeys_CannotRemove, list.Find($"[id='{remove.GetAttribute("aria-describedby")}']").TextContent);
        Assert.Contains(Text.Passkeys_OnlyWay, list.Find(".notice.warn").TextContent);
        Assert.Equal("/accounts", list.Find(".notice.warn a").GetAttribute("href"));
        Assert.False(remove.HasAttribute("blazor:onclick"));
        Assert.Empty(list.FindAll(".notice.accent"));
    }

    [Fact]
    public async Task The_last_way_in_is_the_one_that_signs_in_and_not_what_stands_beside_it()
    {
        var ada = await OnlyByPasskeyAsync();
        var dead = await Accounts.AddPasskeyAsync(ada);
        await ChangeAsync(dead, set => set.SetProperty(p => p.RevokedAt, Accounts.Start));

        var list = List(ada);

        Assert.Single(list.FindAll("[aria-disabled=true]"));
        Assert.NotNull(list.Find(".notice.warn"));
        await list.Find(".row-actions button:not([aria-disabled]):last-child").ClickAsync(new());
        Assert.Contains("“Google Password Manager (2)”", list.Find("dialog").TextContent);
        Assert.Single(list.FindAll(".ways li"));
        await RemoveAskedAsync(list);
        Assert.Single(list.FindAll(".row"));
    }

    [Fact]
    public async Task The_dialog_counts_only_ways_that_are_real()
    {
        var ada = await Accounts.SignInAsync();
        var asked = await Accounts.AddPasskeyAsync(ada);
        var other = await Accounts.AddPasskeyAsync(ada);
        await Accounts.AskAsync(async db =>
        {
            db.ExternalIdentities.Add(new ExternalIdentity
            {
                UserId = ada.UserId,
                Provider = "Former",
                Issuer = "https://former.example",
                Subject = "ada",
                CreatedAt = Accounts.Start,
                LastUsedAt = Accounts.Start,
            });
            return await db.SaveChangesAsync(Cancel);
        });

        var list = List(ada);
        await AskAsync(list, asked);
        Assert.Equal([other.Name, "Example"], Ways(list));

        await ChangeAsync(other, set => set.SetProperty(p => p.RevokedAt, Accounts.Start));
        list = List(ada);
        await AskAsync(list, asked);
        Assert.Equal(["Example"], Ways(list));
    }

    [Fact]
    public async Task The_dialog_says_which_sessions_end_and_whether_this_is_one()
    {
        var ada = await Accounts.SignInAsync();
        var passkey = (await Accounts.RegisterAsync(ada)).Value;
        Assert.Contains(Text.Passkeys_RemoveText, await DialogAsync(ada, passkey));

        var byPasskey = (await Accounts.SignInWithPasskeyAsync()).Value;
        Assert.Contains(Text.Passkeys_RemoveTextSession, await DialogAsync(ada, passkey));
        Assert.DoesNotContain(Text.Passkeys_RemoveHere, await DialogAsync(ada, passkey));
        Assert.Contains(Text.Passkeys_RemoveHere, await DialogAsync(byPasskey, passkey));

        await Accounts.SignInWithPasskeyAsync();
        Assert.Contains("and the 2 sessions it opened end now.", await DialogAsync(ada, passkey));
    }

    [Theory]
    [InlineData("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "It stays in your password manager")]
    [InlineData("2fc0579f-8113-47ea-b116-bb5a8db9202a", "It stays on the security key")]
    public async Task The_dialog_says_where_it_stays(string make, string expected)
    {
        var ada = await Accounts.SignInAsync();
        var passkey = await Accounts.AddPasskeyAsync(ada);
        await ChangeAsync(passkey, set => set.SetProperty(p => p.Aaguid, new Guid(make)));

        Assert.Contains(expected, await DialogAsync(ada, passkey));
    }

    [Fact]
    public async Task After_a_removal_it_is_said_and_password_managers_are_told_what_is_left()
    {
        var ada = await Accounts.SignInAsync();
        var stays = await Accounts.AddPasskeyAsync(ada);
        var goes = await Accounts.AddPasskeyAsync(ada);
        var list = List(ada);

        await AskAsync(list, goes);
        await RemoveAskedAsync(list);

        Assert.Equal($"Removed “{goes.Name}”.", list.Find("[role=status] .toast p").TextContent);
        Assert.Equal(stays.Name, Assert.Single(list.FindAll(".row h3")).TextContent);
        JSInterop.VerifyFocusAsyncInvoke();
        await list.WaitForAssertionAsync(() => Assert.Equal([2, 1], Told().Select(signal => signal.CredentialIds.Count)));
    }

    [Fact]
    public async Task Password_managers_are_told_on_opening_and_after_an_addition()
    {
        var ada = await Accounts.SignInAsync();
        var list = List(ada);
        await list.WaitForAssertionAsync(() => Assert.Empty(Assert.Single(Told()).CredentialIds));

        var added = await Accounts.AddPasskeyAsync(ada);
        await list.InvokeAsync(() => list.FindComponent<Bunit.TestDoubles.Stub<AddPasskey>>().Instance.Parameters.Get(p => p.Added).InvokeAsync(added));

        await list.WaitForAssertionAsync(() => Assert.Equal([0, 1], Told().Select(signal => signal.CredentialIds.Count)));
        Assert.Single(list.FindAll(".row"));
    }

    [Fact]
    [Threat("CC-05")]
    public async Task A_passkey_that_was_removed_meanwhile_is_said_to_be_gone()
    {
        var ada = await Accounts.SignInAsync();
        var passkey = await Accounts.AddPasskeyAsync(ada);
        var list = List(ada);
        await AskAsync(list, passkey);

        await Accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel);
        await RemoveAskedAsync(list);

        Assert.Contains(Text.Passkeys_Gone, list.Find(".notice[role=alert]").TextContent);
        Assert.Empty(list.FindAll(".row, .toast, .notice.bad"));
    }

    [Fact]
    public async Task A_refusal_by_the_server_is_said_whatever_the_page_believed()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.RegisterAsync(ada);
        var byPasskey = (await Accounts.SignInWithPasskeyAsync()).Value;
        var list = List(byPasskey);
        await AskAsync(list, byPasskey.Passkey!);

        await Accounts.AskAsync(db => db.Sessions.Where(s => s.ExternalIdentityId != null).ExecuteDeleteAsync(Cancel));
        await Accounts.AskAsync(db => db.ExternalIdentities.ExecuteDeleteAsync(Cancel));
        await RemoveAskedAsync(list);

        Assert.Contains(Text.Passkeys_LastWayIn, list.Find(".notice.bad[role=alert]").TextContent);
        Assert.NotNull(list.Find("[aria-disabled=true]"));
        Assert.Empty(list.FindAll(".toast"));
    }

    [Fact]
    [Threat("SE-04")]
    public async Task Whoever_removes_the_passkey_that_opened_this_session_is_led_to_sign_in_at_once()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.RegisterAsync(ada);
        var byPasskey = (await Accounts.SignInWithPasskeyAsync()).Value;
        var list = List(byPasskey);

        await AskAsync(list, byPasskey.Passkey!);
        await RemoveAskedAsync(list);

        Assert.EndsWith(SignInPage.SignedOut("/passkeys"), Address);
        Assert.Empty(Told()[^1].CredentialIds);
    }

    [Theory]
    [Threat("OA-20")]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Back_from_confirming_a_removal_goes_on_unless_it_would_end_the_session_that_confirmed(bool isByPasskey, bool goesOn)
    {
        var ada = await Accounts.SignInAsync();
        var passkey = (await Accounts.RegisterAsync(ada)).Value;
        var session = isByPasskey ? (await Accounts.SignInWithPasskeyAsync()).Value : ada;
        interrupted = new Interrupted(Interrupted.Remove, passkey.Id);

        var list = List(session);

        await list.WaitForAssertionAsync(() => Assert.Equal(goesOn ? 0 : 1, list.FindAll(".row").Count));
        await list.WaitForAssertionAsync(() => Assert.Equal(goesOn ? 0 : 1, dialog.Invocations.Count(i => i.Identifier == "open")));
    }

    [Fact]
    [Threat("WB-05")]
    public async Task What_the_browser_remembers_about_somebody_else_s_passkey_is_nothing()
    {
        var hers = await Accounts.AddPasskeyAsync(await Accounts.SignInAsync());
        var mallory = await Accounts.SignInAsync("Mallory");
        await Accounts.AddPasskeyAsync(mallory);
        interrupted = new Interrupted(Interrupted.Remove, hers.Id);

        var list = List(mallory);

        script.VerifyInvoke("resume");
        Assert.Equal(2, await Accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));
        Assert.Empty(list.FindAll("[role=alert]"));
    }

    [Fact]
    [Threat("OA-20")]
    public async Task Whoever_proved_it_long_ago_confirms_first_and_what_they_wanted_is_remembered()
    {
        var ada = await Accounts.SignInAsync();
        var passkey = await Accounts.AddPasskeyAsync(ada);
        Accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        var list = List(ada);

        await AskAsync(list, passkey);
        await RemoveAskedAsync(list);

        Assert.Equal(new Interrupted(Interrupted.Remove, passkey.Id), script.VerifyInvoke("remember").Arguments.Single());
        Assert.EndsWith(ConfirmPage.For("/passkeys", ConfirmReason.Remove), Address);
        Assert.Equal(1, await Accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Until_when_nobody_is_asked_again_is_said_and_goes_when_it_is_over()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        var list = List(ada);
        Assert.Equal("Confirmed until 12:05 UTC", list.Find(".section-head .message").TextContent);

        Accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        await list.WaitForAssertionAsync(() => Assert.Empty(list.FindAll(".section-head .message")));
        Assert.Empty(List(ada).FindAll(".section-head .message"));
    }

    [Fact]
    public async Task The_passkey_that_was_used_last_on_this_browser_is_marked_and_no_other()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        var used = await Accounts.AddPasskeyAsync(ada);

        Assert.Equal(used.Name, Assert.Single(List(ada, LastWay.Of(used.Id)).FindAll(".row:has(.badge.accent) h3")).TextContent);
        foreach (var other in (string?[])[null, "Example", LastWay.Of(Guid.NewGuid()), used.Id.ToString()])
        {
            Assert.Empty(List(ada, other).FindAll(".badge.accent"));
        }
    }

    private static Task AskAsync(IRenderedComponent<OwnPasskeys> list, Passkey passkey) =>
        list.Find($"button[aria-label='Remove {passkey.Name}']").ClickAsync(new());

    private static Task RemoveAskedAsync(IRenderedComponent<OwnPasskeys> list) => list.Find("dialog .danger").ClickAsync(new());

    private static IEnumerable<string> Ways(IRenderedComponent<OwnPasskeys> list) => list.FindAll(".ways li > span:last-child").Select(way => way.TextContent);

    private List<PasskeySignal> Told() => [.. script.Invocations.Where(i => i.Identifier == "tell").Select(i => (PasskeySignal)i.Arguments[0]!)];

    private async Task<string> DialogAsync(Session session, Passkey passkey)
    {
        var list = List(session);
        await AskAsync(list, passkey);

        return list.Find("dialog").TextContent;
    }

    private IRenderedComponent<OwnPasskeys> List(Session session, string? lastWay = null)
    {
        script.Setup<Interrupted?>("resume", _ => true).SetResult(interrupted);

        return Render<OwnPasskeys>(parameters => parameters.AddCascadingValue(State(session)).Add(p => p.LastWay, lastWay));
    }

    private Task<int> ChangeAsync(Passkey passkey, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Passkey>> set) =>
        Accounts.AskAsync(db => db.Passkeys.Where(p => p.Id == passkey.Id).ExecuteUpdateAsync(set, Cancel));

    /// <summary>Signed in with a passkey, to an account that no provider leads to.</summary>
    private async Task<Session> OnlyByPasskeyAsync()
    {
        await Accounts.RegisterAsync(await Accounts.SignInAsync());
        var session = (await Accounts.SignInWithPasskeyAsync()).Value;
        await Accounts.AskAsync(db => db.Sessions.Where(s => s.ExternalIdentityId != null).ExecuteDeleteAsync(Cancel));
        await Accounts.AskAsync(db => db.ExternalIdentities.ExecuteDeleteAsync(Cancel));

        return session;
    }
}
