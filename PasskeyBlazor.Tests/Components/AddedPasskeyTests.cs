using AngleSharp.Html.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>What the panel offers after a passkey was added: to name it, and to add another if this one is not enough.</summary>
public sealed class AddedPasskeyTests : PanelTest
{
    private bool isDiscoverable = true;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(" Ada’s laptop ", "Ada’s laptop")]
    [InlineData("evil\u202Egpj", "evilgpj")]
    [InlineData("Work", "Work (2)")] // because the other passkey has that name
    public async Task It_is_named_in_place_by_the_rules_of_the_list(string typed, string kept)
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.Passkeys.RenameAsync(ada.Id, (await Accounts.AddPasskeyAsync(ada)).Id, "Work", Cancel);
        var panel = await AddedAsync(ada);

        await RenameAsync(panel, typed);

        Shows(panel, AddPasskeyState.Added, $"Passkey added: {kept}.", Text.Panel_Done, Text.Passkeys_Rename);
        Assert.Equal(kept, Told[^1]);
        Assert.Contains(kept, (await Accounts.Passkeys.ListAsync(ada.UserId, Cancel)).Select(p => p.Name));
    }

    [Fact]
    [Threat("CR-13")]
    public async Task An_empty_name_is_not_saved_and_the_panel_says_so()
    {
        var panel = await AddedAsync();

        await RenameAsync(panel, "  ");

        Assert.Contains("It is still called Google Password Manager.", panel.Find("[role=alert]").TextContent);
        Assert.Equal("true", panel.Find("input").GetAttribute("aria-invalid"));
        Assert.Null(await NameAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Escape_and_Cancel_leave_the_name_as_it_is(bool byKey)
    {
        var panel = await AddedAsync();
        await panel.Find(".actions button:last-child").ClickAsync(new());
        Assert.Equal("Google Password Manager", ((IHtmlInputElement)panel.Find("input")).Value);
        panel.Find("input").Change("another");

        if (byKey)
        {
            panel.Find("form").KeyDown(new KeyboardEventArgs { Key = "Escape" });
        }
        else
        {
            panel.Find(".rename button[type=button]").Click();
        }

        Shows(panel, AddPasskeyState.Added, "Passkey added: Google Password Manager.", Text.Panel_Done, Text.Passkeys_Rename);
        Assert.Null(await NameAsync());
    }

    [Fact]
    public async Task An_old_sign_in_needs_reauthentication_and_the_rename_continues_in_the_list()
    {
        var panel = await AddedAsync();
        Accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        await RenameAsync(panel, "laptop");

        var id = await Accounts.AskAsync(db => db.Passkeys.Select(p => p.Id).SingleAsync(Cancel));
        Assert.Equal(new Interrupted(Interrupted.Rename, id, "laptop"), Script.VerifyInvoke("remember").Arguments.Single());
        Assert.EndsWith("/confirm?returnUrl=%2Fpasskeys&reason=Rename", Services.GetRequiredService<NavigationManager>().Uri);
        Assert.Null(await NameAsync());
    }

    [Fact]
    [Threat("CR-12")]
    public async Task A_name_that_is_not_saved_stays_in_its_field_and_the_passkey_stays_added()
    {
        var panel = await AddedAsync();

        await using (await RefusedWrites.OfAsync(Accounts.Database))
        {
            await RenameAsync(panel, "laptop");
        }

        Assert.Equal("Added", panel.Find("section").GetAttribute("data-state"));
        Assert.Equal(Text.Failure_NotSaved, panel.Find("[role=alert]").TextContent.Trim());
        Assert.Equal("laptop", ((IHtmlInputElement)panel.Find("input")).Value);

        await panel.Find("form").SubmitAsync();
        Assert.Equal("laptop", await NameAsync());
    }

    [Fact]
    public async Task A_session_that_ended_meanwhile_names_nothing()
    {
        var panel = await AddedAsync();
        await Accounts.AskAsync(db => db.Sessions.ExecuteDeleteAsync(Cancel));

        await RenameAsync(panel, "laptop");

        Shows(panel, AddPasskeyState.SignedOut, Text.Panel_SignedOut_Title, Text.Shell_SignIn);
        Assert.Null(await NameAsync());
    }

    [Fact]
    [Threat("CR-10")]
    public async Task The_panel_says_that_a_passkey_the_sign_in_page_cannot_find_only_confirms_and_offers_another()
    {
        isDiscoverable = false;

        var panel = await AddedAsync();
        Shows(panel, AddPasskeyState.Added, "it only confirms that it’s you", Text.Panel_CreateAnother, Text.Passkeys_Rename, Text.Panel_Done);
        Assert.DoesNotContain(Text.Panel_Added_Text, panel.Markup);

        isDiscoverable = true;
        await panel.Find("button").ClickAsync(new());
        Shows(panel, AddPasskeyState.Added, Text.Panel_Added_Text, Text.Panel_Done, Text.Passkeys_Rename);
    }

    private static async Task RenameAsync(IRenderedComponent<AddPasskey> panel, string typed)
    {
        await panel.Find(".actions button:last-child").ClickAsync(new());
        panel.Find("input").Change(typed);
        await panel.Find("form").SubmitAsync();
    }

    private async Task<IRenderedComponent<AddPasskey>> AddedAsync(Session? session = null)
    {
        Answers(options => new BrowserAnswer(new SoftwareAuthenticator().Create(options, made => made.IsDiscoverable = isDiscoverable), null));
        var panel = Ready(session ?? await Accounts.SignInAsync());
        await panel.Find("button").ClickAsync(new());

        return panel;
    }

    private Task<string?> NameAsync() => Accounts.AskAsync(db => db.Passkeys.Select(p => p.Name).SingleAsync(Cancel));
}
