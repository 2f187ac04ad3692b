using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The panel on the page of passkeys: a button in the title row or in the card, and notices.</summary>
public sealed class CompactPanelTests : PanelTest
{
    [Fact]
    public async Task Ready_it_is_only_its_button()
    {
        var panel = Ready(await Accounts.SignInAsync());

        Assert.Equal(Text.Panel_Create, panel.Find(".split > button").TextContent);
        Assert.Empty(panel.FindAll(".notice, .card"));
    }

    [Fact]
    public async Task While_the_sheet_is_open_the_button_waits_and_the_notice_cancels()
    {
        var create = Script.Setup<BrowserAnswer>("create", _ => true); // no answer yet
        var panel = Ready(await Accounts.SignInAsync());

        var press = panel.Find(".split > button").ClickAsync(new());
        await panel.WaitForStateAsync(() => panel.FindAll(".notice").Count > 0);
        Assert.Equal("true", panel.Find(".split > button").GetAttribute("aria-disabled"));
        Assert.True(panel.Find(".arrow").HasAttribute("disabled"));
        Assert.Contains(Text.Panel_Working_Title, panel.Find(".notice").TextContent);
        panel.Find(".notice button").Click();
        Script.VerifyInvoke("cancel");

        create.SetResult(new BrowserAnswer(null, "AbortError"));
        await press;
        Assert.Contains(Text.Panel_Cancelled_Title, panel.Find(".notice").TextContent);
        Assert.Equal(Text.Panel_TryAgain, panel.Find(".notice button").TextContent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_old_sign_in_needs_reauthentication_at_the_press_and_shows_no_notice_before(bool knownBefore)
    {
        var ada = await Accounts.SignInAsync();
        if (knownBefore)
        {
            Accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        var panel = Ready(ada);
        Assert.Empty(panel.FindAll(".notice"));
        if (!knownBefore)
        {
            Accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        await panel.FindAll("[role=menuitem]")[2].ClickAsync(new());

        Assert.Equal(new Interrupted(PasskeyPlace.SecurityKey), Script.VerifyInvoke("remember").Arguments.Single());
        Assert.EndsWith("/confirm?returnUrl=%2F&reason=Add", Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public async Task A_browser_that_cannot_create_a_passkey_shows_a_notice_and_no_button()
    {
        var panel = Ready(await Accounts.SignInAsync(), new Capabilities(IsSecureContext: false, HasWebAuthn: false, HasPlatformAuthenticator: false, CanUsePhone: null));

        Assert.Empty(panel.FindAll("button"));
        Assert.Contains(Text.Panel_Insecure_Title, panel.Find(".notice").TextContent);
        Assert.Empty(panel.FindAll(".actions"));
    }

    [Fact]
    [Threat("WC-03")]
    public async Task Until_the_browser_has_answered_the_button_is_a_link_to_the_page_without_a_circuit_and_the_places_wait()
    {
        Script.Setup<Capabilities>("capabilities"); // no answer

        var panel = Panel(await Accounts.SignInAsync());

        Assert.Equal("/passkeys/add?returnUrl=%2F", panel.Find(".split > a").GetAttribute("href"));
        Assert.True(panel.Find(".arrow").HasAttribute("disabled"));
    }

    protected override RenderFragment View(AddPasskey ceremony) => view =>
    {
        view.OpenComponent<AddPasskeyOffer>(0);
        view.AddComponentParameter(1, nameof(AddPasskeyOffer.Of), ceremony);
        view.CloseComponent();
    };
}
