using System.Text.Json.Nodes;
using Bunit;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.Components;

/// <summary>Where the person wants the new passkey, and which hint the browser gets.</summary>
public sealed class PasskeyPlaceTests : PanelTest
{
    private JsonNode? asked;

    public PasskeyPlaceTests() => Answers(options =>
    {
        asked = JsonNode.Parse(options);
        return new BrowserAnswer(null, "NotAllowedError");
    });

    [Theory]
    [InlineData("On this device", "client-device", "platform")]
    [InlineData("On a phone or tablet", "hybrid", "cross-platform")]
    [InlineData("On a security key", "security-key", "cross-platform")]
    public async Task Each_place_is_a_hint_and_an_attachment_for_older_browsers(string place, string hint, string attachment)
    {
        var panel = Ready(await Accounts.SignInAsync());

        await panel.FindAll("[role=menuitem]").Single(item => item.TextContent.Contains(place)).ClickAsync(new());

        Assert.Equal([hint], asked!["hints"]!.AsArray().Select(h => (string)h!));
        Assert.Equal(attachment, (string)asked["authenticatorSelection"]!["authenticatorAttachment"]!);

        asked = null;
        await panel.Find("button").ClickAsync(new()); // trying again uses the same place
        Assert.Equal(hint, (string)asked!["hints"]![0]!);
    }

    [Fact]
    public async Task Without_a_choice_the_browser_offers_every_place()
    {
        var panel = Ready(await Accounts.SignInAsync());

        await panel.Find("button").ClickAsync(new());

        Assert.Empty(asked!["hints"]!.AsArray());
        Assert.Null(asked["authenticatorSelection"]!["authenticatorAttachment"]);
    }

    [Fact]
    public async Task The_arrow_and_its_menu_have_names()
    {
        var panel = Ready(await Accounts.SignInAsync());

        var arrow = panel.Find("[aria-haspopup=menu]");
        Assert.Equal("More ways to create a passkey", arrow.GetAttribute("aria-label"));
        Assert.Equal("false", arrow.GetAttribute("aria-expanded"));
        Assert.Equal("More ways to create a passkey", panel.Find("[role=menu]").GetAttribute("aria-label"));
        Assert.True(panel.Find("[role=menu]").HasAttribute("popover")); // closed until the browser opens it
        Assert.Equal(panel.Find("[role=menu]").Id, arrow.GetAttribute("popovertarget"));
    }

    [Fact]
    public async Task A_device_that_keeps_no_passkeys_leads_to_the_phone_if_one_can_be_asked()
    {
        var panel = Ready(await Accounts.SignInAsync(), Able with { HasPlatformAuthenticator = false });
        Shows(panel, AddPasskeyState.NotSupported, Text.Panel_NotSupported_Title, Text.Panel_UsePhone);

        await panel.Find("button").ClickAsync(new());

        Assert.Equal("hybrid", (string)asked!["hints"]![0]!);
    }

    [Theory]
    [InlineData(true, AddPasskeyState.Ready)] // a security key may still do, and the browser knows
    [InlineData(false, AddPasskeyState.NotSupported)]
    public async Task A_phone_is_not_offered_if_none_can_be_asked(bool hasWebAuthn, AddPasskeyState state)
    {
        var can = new Capabilities(IsSecureContext: true, hasWebAuthn, HasPlatformAuthenticator: false, CanUsePhone: null);

        var panel = Ready(await Accounts.SignInAsync(), can);

        Assert.Equal($"{state}", panel.Find("section").GetAttribute("data-state"));
        Assert.DoesNotContain(panel.FindAll("button"), button => button.TextContent == Text.Panel_UsePhone);
    }

    [Fact]
    public async Task The_place_is_remembered_during_reauthentication()
    {
        var ada = await Accounts.SignInAsync();
        var panel = Ready(ada);
        Accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        await panel.FindAll("[role=menuitem]")[1].ClickAsync(new());

        Assert.Equal(new Interrupted(PasskeyPlace.Phone), Script.VerifyInvoke("remember").Arguments.Single());
    }

    [Theory]
    [InlineData(1, "hybrid")]
    [InlineData(77, null)] // the value that waited in the browser was manipulated
    public async Task The_addition_continues_in_that_place_after_reauthentication(int place, string? hint)
    {
        Interruption = new Interrupted((PasskeyPlace)place);

        var panel = Ready(await Accounts.SignInAsync());

        await panel.WaitForAssertionAsync(() => Assert.NotNull(asked));
        Assert.Equal(hint, (string?)asked!["hints"]!.AsArray().SingleOrDefault());
    }
}
