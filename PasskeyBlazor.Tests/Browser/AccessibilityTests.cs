using Deque.AxeCore.Commons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// Every page is accessible: no finding of axe in light, in dark and in forced colours, in a wide window and in one of 320 pixels,
/// which must not scroll sideways.
/// </summary>
public sealed class AccessibilityTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    [Theory]
    [InlineData("/", null, "Sign in with a provider once.")]
    [InlineData("/", "grace", "Welcome, Grace Hopper")]
    [InlineData("/", "nomail", "Welcome", "Create a passkey")]
    [InlineData("/", "grace", "Welcome", "More ways to create a passkey")]
    [InlineData("/sign-in", null, "Sign in to PasskeyBlazor")]
    [InlineData("/sign-in?failure=PasskeyRefused", null, "Sign in to PasskeyBlazor")]
    [InlineData("/sign-in?failure=NoPasskeyForAddress", null, "Sign in to PasskeyBlazor")]
    [InlineData("/link?returnUrl=/account", "grace", "Nothing is waiting to be connected")]
    [InlineData("/sign-in?failure=ProviderFailed&reference=7F3K-21QD", null, "Sign in to PasskeyBlazor")]
    [InlineData("/confirm?failure=Cancelled&reason=Add", "grace", "Confirm it’s you")]
    [InlineData("/passkeys", "grace", "Passkeys")]
    [InlineData("/passkeys", "ada", "Passkeys")]
    [InlineData("/passkeys", "ada", "Passkeys", "More ways to create a passkey")]
    [InlineData("/passkeys", "ada", "Passkeys", "Rename")]
    [InlineData("/passkeys", "ada", "Passkeys", "Remove")]
    [InlineData("/passkeys/add?offer=true", "grace", "Sign in faster next time")]
    [InlineData("/passkeys/add?offer=true&failure=NotAllowedError", "grace", "Sign in faster next time")]
    [InlineData("/passkeys/add?failure=InvalidStateError", "ada", "Add a passkey")]
    [InlineData("/account", "grace", "Account")]
    [InlineData("/account/delete?failure=LastAdministrator", "grace", "Delete your account?")]
    [InlineData("/account-deleted", null, "Your account is deleted")]
    [InlineData("/sessions?ended=true", "ada", "Sessions")]
    [InlineData("/accounts", "grace", "Connected accounts")]
    [InlineData("/accounts?done=Linked", "ada", "Connected accounts")]
    [InlineData("/accounts?failure=LinkedToAnother", "nomail", "Connected accounts")]
    [InlineData("/activity", "grace", "Activity")]
    [InlineData("/protected", "grace", "A protected page")]
    [InlineData("/policy", null, "What this site keeps")]
    [InlineData("/no-such-page", null, "There is no page here")]
    [InlineData("/access-denied", "grace", "You can’t open this page")]
    [InlineData("/error", null, "Something went wrong on our side")]
    public async Task A_page_is_accessible(string path, string? account, string heading, string? pressed = null)
    {
        var visitor = await OpenBrowserAsync();
        visitor.Allow("the server responded with a status of (403|404|500)", "these pages have such statuses");
        if (account is not null)
        {
            var signedIn = await visitor.SignInQuicklyAsync(account);
            string[] names = account == "ada" ? [new string('w', 100)] : []; // the longest, and nowhere to break it
            await App.KeepPasskeysAsync(signedIn.UserId, names);
        }

        await visitor.OpenAsync(path);
        await visitor.HasAllDrawnAsync();
        await Expect(visitor.Heading).ToContainTextAsync(heading);
        if (pressed is not null)
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = pressed }).First.ClickAsync();
            await Expect(visitor.Page.Locator(".rename:not([hidden]), dialog[open], .panel[data-state=Added], .choices:popover-open")).ToBeVisibleAsync();
        }

        await IsAccessibleAsync(visitor);
    }

    [Theory]
    [InlineData("/admin", "Overview")]
    [InlineData("/admin?search=unknown", "Overview")]
    [InlineData("/admin/users/{grace}?done=true", "Grace Hopper")]
    [InlineData("/admin/users/{ada}?failure=OwnAccount", "Ada Lovelace")]
    [InlineData("/admin/users/{grace}/disable", "Disable Grace Hopper?")]
    [InlineData("/admin/users/{grace}/enable", "Enable Grace Hopper?")]
    [InlineData("/admin/models?revoked=2&kept=1", "Passkeys by authenticator model")]
    [InlineData("/admin/models/01020304-0506-0708-0102-030405060708", "Stop accepting")]
    [InlineData("/admin/models/99999999-0506-0708-0102-030405060708/accept", "Accept this model again?")]
    public async Task A_page_for_administrators_is_accessible(string path, string heading)
    {
        var visitor = await OpenBrowserAsync();
        var grace = await visitor.SignInQuicklyAsync("grace");
        var ada = await visitor.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(grace.UserId, new string('w', 100));
        await using (var db = App.OpenDatabase())
        {
            await db.GiveRoleAsync(ada.UserId);
            if (!await db.BlockedModels.AnyAsync(TestContext.Current.CancellationToken)) // the app is the class's
            {
                db.BlockedModels.Add(new BlockedModel { Aaguid = Guid.Parse("99999999-0506-0708-0102-030405060708"), At = DateTimeOffset.UtcNow });
            }

            db.Passkeys.Add(NewRows.Passkey(grace.UserId, DateTimeOffset.UtcNow, model: Guid.Parse("01020304-0506-0708-0102-030405060708")));
            db.AccountEvents.Add(new AccountEvent { UserId = grace.UserId, At = DateTimeOffset.UtcNow, Kind = AccountEventKind.Enabled, ActorId = ada.UserId });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await visitor.OpenAsync(path.Replace("{grace}", $"{grace.UserId}").Replace("{ada}", $"{ada.UserId}"));
        await Expect(visitor.Heading).ToContainTextAsync(heading);

        await IsAccessibleAsync(visitor);
    }

    [Fact]
    public async Task The_sign_in_page_is_accessible_as_before_with_the_same_account_again_and_without_passkeys_in_the_browser()
    {
        var ada = await OpenBrowserAsync();
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.SignOutAsync();
        foreach (var heading in (string[])["You may have an account here", "Sign in to PasskeyBlazor"])
        {
            await ada.OpenAsync("/sign-in");
            await ada.ContinueWithProviderAsync("Augusta King");
            await Expect(ada.Heading).ToHaveTextAsync(heading);
        }

        await IsAccessibleAsync(ada);
        await ada.PrepareAsync("delete window.PublicKeyCredential");
        await ada.OpenAsync("/sign-in");
        await ada.IsToldAsync("This browser can’t use passkeys here.");
        foreach (var help in await ada.Page.Locator("summary").AllAsync())
        {
            await help.ClickAsync();
        }

        await IsAccessibleAsync(ada);
    }

    [Fact]
    public async Task A_list_with_all_that_can_be_said_about_a_passkey_is_accessible()
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync("mallory");
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop", "phone", "old key", "older key");
        await App.ForgetProvidersAsync();
        await using (var db = App.OpenDatabase())
        {
            var cancel = TestContext.Current.CancellationToken;
            await db.Passkeys.Where(p => p.Name == "phone").ExecuteUpdateAsync(set => set.SetProperty(p => p.IsDiscoverable, false), cancel);
            await db.Passkeys.Where(p => p.Name!.EndsWith("key")).ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, DateTimeOffset.UtcNow), cancel);
        }

        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        await ada.PressAsync("Rename phone");
        await ada.Page.GetByRole(AriaRole.Textbox).FillAsync(" ");
        await ada.PressAsync("Save");
        await Expect(ada.Page.GetByText("A name needs at least one character.")).ToBeVisibleAsync();
        await ada.PressAsync("Remove older key");
        await ada.PressAsync("Remove passkey");
        await ada.Page.GetByText("Removed “older key”.").HoverAsync();
        await Expect(ada.Page.GetByText("This is the only sign-in method of your account.")).ToBeVisibleAsync();

        await IsAccessibleAsync(ada);
    }

    [Fact]
    public async Task The_pages_that_ask_about_connecting_and_disconnecting_are_accessible()
    {
        var nomail = await OpenBrowserAsync();
        var signedIn = await nomail.SignInQuicklyAsync("nomail");
        await App.KeepPasskeysAsync(signedIn.UserId, "Windows Hello");
        await nomail.OpenAsync("/accounts");
        await nomail.PressAsync("Connect Development");
        await nomail.Page.GetByRole(AriaRole.Button, new() { Name = "Augusta King" }).ClickAsync(); // has no account in any test here
        await Expect(nomail.Heading).ToHaveTextAsync("Connect Development?");
        await IsAccessibleAsync(nomail);

        await nomail.OpenAsync("/accounts");
        await nomail.Page.GetByRole(AriaRole.Link, new() { Name = "Disconnect" }).First.ClickAsync();
        await Expect(nomail.Heading).ToHaveTextAsync("Disconnect Development?");
        await IsAccessibleAsync(nomail);
    }

    [Fact]
    public async Task The_page_that_offers_to_sign_in_as_before_is_accessible()
    {
        using (var elsewhere = App.Browser())
        {
            await elsewhere.SignInAsync();
        }

        var augusta = await OpenBrowserAsync();
        await augusta.OpenAsync("/sign-in");
        await augusta.ContinueWithProviderAsync("Augusta King");
        await Expect(augusta.Heading).ToHaveTextAsync("You may have an account here");

        await IsAccessibleAsync(augusta);
    }

    [Fact]
    public async Task A_page_that_says_what_a_status_means_is_accessible()
    {
        var visitor = await OpenBrowserAsync();
        visitor.Allow("the server responded with a status of 400", "the form is made wrong");

        await visitor.OpenAsync("/sign-in");
        await visitor.Page.Locator("[name=__RequestVerificationToken]").EvaluateAsync("token => token.value = ''");
        await visitor.PressAsync("Continue with Development");
        await Expect(visitor.Heading).ToHaveTextAsync("Your session changed meanwhile");

        await IsAccessibleAsync(visitor);
    }

    [Fact]
    public async Task A_panel_with_a_failure_and_the_bar_of_a_lost_connection_are_accessible()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "UnknownError");
        var line = await CutLine.OfAsync(ada);
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/");
        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("Something went wrong with your passkey provider.");
        await line.CutAsync();

        await IsAccessibleAsync(ada);
    }

    /// <summary>With everything unfolded that can be.</summary>
    private static async Task IsAccessibleAsync(Person person)
    {
        await person.HasAllOfThePageAsync(); // elements that are not loaded yet would not be checked
        await person.Page.EvaluateAsync("document.querySelectorAll('details').forEach(folded => folded.open = true)");
        await person.Page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
        foreach (var width in (int[])[1280, 320])
        {
            await person.Page.SetViewportSizeAsync(width, 800);
            await HasNoFindingAsync(person, $"{width} pixels, light", new() { ColorScheme = ColorScheme.Light });
            await HasNoFindingAsync(person, $"{width} pixels, dark", new() { ColorScheme = ColorScheme.Dark });
            await HasNoFindingAsync(person, $"{width} pixels, forced colours", new() { ColorScheme = ColorScheme.Light, ForcedColors = ForcedColors.Active });
            await person.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.None });
        }

        var needed = await person.Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth");
        Assert.True(needed <= 320, $"{person.Page.Url} is {needed} pixels wide.");
    }

    private static async Task HasNoFindingAsync(Person person, string where, PageEmulateMediaOptions media)
    {
        await person.Page.EmulateMediaAsync(media);
        var found = await person.Page.EvaluateAsync<string[]>("""
            async () => (await axe.run({ resultTypes: ['violations'] })).violations
                .flatMap(rule => rule.nodes.map(node => `${rule.id}, ${rule.help}: ${node.html}`))
            """);

        Assert.True(found.Length == 0, $"At {where}: {string.Join(Environment.NewLine, found)}");
    }
}
