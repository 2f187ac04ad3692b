using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The creation options that wait in the page for a press: which, how long, and that a press uses the same ones.</summary>
[Threat("BR-06")]
public sealed class PreparedRegistrationsTests : PanelTest
{
    private readonly List<string> asked = [];

    public PreparedRegistrationsTests()
    {
        KeepsPrepared();
        Answers(options =>
        {
            asked.Add(options);
            return new BrowserAnswer(Accounts.Authenticator.Create(options), null);
        });
    }

    [Fact]
    public async Task A_recent_sign_in_has_options_for_each_place_in_the_page()
    {
        Ready(await Accounts.SignInAsync());

        Assert.Equal(["", "ThisDevice", "Phone", "SecurityKey"], (await PreparedAsync(times: 1)).Keys);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, PasskeyPlace.ThisDevice)]
    [InlineData(4, PasskeyPlace.SecurityKey)]
    public async Task A_press_uses_what_waits_for_its_place_and_the_passkey_is_saved(int button, PasskeyPlace? place)
    {
        var panel = Ready(await Accounts.SignInAsync());
        var waiting = await PreparedAsync(times: 1);

        await panel.FindAll("button")[button].ClickAsync(new());

        Assert.Equal([waiting[$"{place}"]], asked);
        Assert.Equal(1, await Accounts.AskAsync(db => db.Passkeys.CountAsync(Xunit.TestContext.Current.CancellationToken)));
        Assert.NotEqual(waiting, await PreparedAsync(times: 2)); // the next one must know the new passkey
    }

    [Fact]
    public async Task The_options_are_renewed_and_the_latest_ones_are_used()
    {
        var panel = Ready(await Accounts.SignInAsync());
        await PreparedAsync(times: 1);

        Accounts.Clock.Advance(PreparedRegistrations.RenewedEvery);
        var waiting = await PreparedAsync(times: 2);
        await panel.Find("button").ClickAsync(new());

        Assert.Equal([waiting[""]], asked);
    }

    [Fact]
    public async Task An_old_sign_in_has_no_options_in_the_page_and_a_press_opens_no_sheet()
    {
        var panel = Ready(await Accounts.SignInAsync());
        await PreparedAsync(times: 1);

        Accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Empty(await PreparedAsync(times: 2));
        await panel.Find("button").ClickAsync(new());
        Assert.Empty(asked);
        Assert.Contains(Script.Invocations, call => call.Identifier == "cancel"); // the press may have opened it already
        Assert.Equal("Ready", panel.Find("section").GetAttribute("data-state"));
        Assert.EndsWith("/confirm?returnUrl=%2F&reason=Add", Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public async Task A_session_that_ended_meanwhile_closes_the_sheet_of_the_press()
    {
        var panel = Ready(await Accounts.SignInAsync());
        await PreparedAsync(times: 1);
        await Accounts.AskAsync(db => db.Sessions.ExecuteDeleteAsync(Xunit.TestContext.Current.CancellationToken));

        await panel.Find("button").ClickAsync(new());

        Assert.Contains(Script.Invocations, call => call.Identifier == "cancel");
        Assert.Equal([Failure.SignedOut], Told);
        Assert.Empty(asked);
    }

    /// <summary>What the page got last, once it got something so many times.</summary>
    private async Task<Dictionary<string, string>> PreparedAsync(int times)
    {
        var calls = await Support.Hosting.Eventually.SeeAsync(
            () => Task.FromResult(Script.Invocations.Where(call => call.Identifier == "prepare").ToList()), all => all.Count >= times, "prepared options");

        return (Dictionary<string, string>)calls[^1].Arguments[0]!;
    }
}
