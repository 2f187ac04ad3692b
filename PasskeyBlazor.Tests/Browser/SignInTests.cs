using System.Buffers.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The sign-in page, when all goes well.</summary>
public sealed partial class SignInTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_passkey_signs_in_where_no_circuit_ever_starts(bool autofill)
    {
        var ada = await SomebodyAsync();
        var before = await ada.GetPasskeyAsync();
        await ada.RefuseCircuitsAsync();
        if (autofill)
        {
            await ada.SwitchAutofillOnAsync();
        }

        await ada.OpenAsync("/sign-in");
        if (!autofill)
        {
            await ada.PressAsync("Sign in with a passkey");
        }

        await ada.IsSignedInAsync();
        Assert.Equal(before.UserId, (await ada.WhoAsync()).UserId);
    }

    [Fact]
    public async Task After_a_sign_in_every_page_says_times_by_the_clock_on_the_person_s_wall()
    {
        var ada = await SomebodyAsync(options: new BrowserNewContextOptions { TimezoneId = "Asia/Kathmandu" });
        await ada.OpenAsync("/sign-in");
        await ada.ContinueWithProviderAsync();
        await ada.IsSignedInAsync();

        foreach (var page in (string[])["/", "/sessions", "/activity", "/passkeys"])
        {
            await ada.OpenAsync(page);
            await Expect(ada.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0); // where there is a circuit, it has drawn all of it by now
            var time = ada.Page.Locator("time").Last;
            var clock = await time.EvaluateAsync<string>("time => new Date(time.dateTime).toTimeString().slice(0, 5)");
            await Expect(time).ToContainTextAsync(clock);
            Assert.DoesNotMatch(@"\d UTC(?!\+5:45)", await ada.Page.Locator("body").InnerTextAsync());
        }
    }

    [Fact]
    public async Task The_provider_signs_in_without_JavaScript()
    {
        var ada = await SomebodyAsync(options: new BrowserNewContextOptions { JavaScriptEnabled = false });

        await ada.OpenAsync("/");
        await ada.FollowAsync("Sign in");
        await Expect(ada.Page.Locator("noscript")).ToBeVisibleAsync();
        await Expect(ada.Button("Sign in with a passkey")).ToBeHiddenAsync();
        await ada.ContinueWithProviderAsync();

        await ada.IsSignedInAsync();
        await Expect(ada.Page.Locator("noscript")).ToBeVisibleAsync();
        await ada.SignOutAsync();
    }

    [Fact]
    public async Task A_click_that_comes_before_the_script_is_not_lost()
    {
        var ada = await SomebodyAsync();
        await ada.GetPasskeyAsync();
        var arrives = new TaskCompletionSource();
        await ada.Page.RouteAsync(Script(), async route =>
        {
            await arrives.Task;
            await route.ContinueAsync();
        });

        // The page shows nothing while it waits for the script, so the press is one that the script would have had to see.
        await ada.OpenAsync("/sign-in?returnUrl=/protected");
        await ada.Page.Locator("form[data-passkey] [formaction]").EvaluateAsync("button => button.form.requestSubmit(button)");
        await Expect(ada.Page).ToHaveURLAsync(BeginsAtOnce()); // looks at the address, and misses no navigation that was quicker
        arrives.SetResult();

        await ada.IsAtAsync("/protected");
    }

    [Fact]
    public async Task A_script_that_does_not_load_is_said()
    {
        var ada = await SomebodyAsync();
        ada.Allow("ERR_FAILED|Failed to fetch dynamically imported module", "the script is refused");
        await ada.Page.RouteAsync(Script(), route => route.AbortAsync());

        await ada.OpenAsync("/sign-in");
        await ada.IsToldAsync("did not load");
        await ada.ContinueWithProviderAsync();

        await ada.IsSignedInAsync();
    }

    [Fact]
    public async Task Enter_in_the_email_field_acts_as_the_passkey_button()
    {
        var ada = await SomebodyAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.Page.GetByLabel("E-mail").FillAsync("ada@example.com");
        await ada.Page.Keyboard.PressAsync("Enter");

        await ada.IsSignedInAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Staying_signed_in_is_a_choice_on_both_ways_in(bool stay)
    {
        var ada = await SomebodyAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.ChoosesToStayAsync(stay);
        await ada.ContinueWithProviderAsync();
        await ada.IsSignedInAsync();
        Assert.Equal(stay, await ada.HasPersistentCookieAsync());
        await ada.SignOutAsync();

        await ada.OpenAsync("/sign-in");
        await ada.ChoosesToStayAsync(stay);
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync();
        Assert.Equal(stay, await ada.HasPersistentCookieAsync());
    }

    [Fact]
    public async Task The_wanted_page_survives_both_ways_in()
    {
        var ada = await SomebodyAsync();
        await ada.GetPasskeyAsync();

        await ada.OpenAsync("/protected?from=mail");
        await ada.ContinueWithProviderAsync();
        await ada.IsAtAsync("/protected?from=mail");
        await ada.SignOutAsync();

        await ada.OpenAsync("/protected?from=mail");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsAtAsync("/protected?from=mail");
        await Expect(ada.Page.GetByText("You came in with a passkey.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whoever_is_signed_in_is_sent_on()
    {
        var ada = await SomebodyAsync();
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/sign-in");
        await ada.IsSignedInAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/me");
        await ada.IsAtAsync("/me");
    }

    [Fact]
    public async Task A_passkey_that_was_deleted_is_refused_and_another_way_stays_open()
    {
        var ada = await SomebodyAsync();
        await ada.GetPasskeyAsync();
        await using (var db = App.OpenDatabase())
        {
            await db.Passkeys.ExecuteDeleteAsync(Cancel);
        }

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("That passkey can’t be used here any more. Sign in another way.");
        await ada.IsAtAsync("/sign-in?returnUrl=%2F");

        await ada.ContinueWithProviderAsync();
        await ada.IsSignedInAsync();
    }

    [Fact]
    [Threat("CR-05")]
    public async Task The_password_manager_is_told_once_to_forget_a_passkey_that_no_account_has()
    {
        var ada = await SomebodyAsync();
        await ada.PrepareAsync("PublicKeyCredential.signalUnknownCredential = async told => { window.told = told; }");
        await ada.GetPasskeyAsync();
        byte[] id;
        await using (var db = App.OpenDatabase())
        {
            id = await db.Passkeys.Select(p => p.CredentialId).SingleAsync(Cancel);
            await db.Passkeys.ExecuteDeleteAsync(Cancel);
        }

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("That passkey can’t be used here any more.");

        Assert.Equal(Base64Url.EncodeToString(id), await UnknownAsync(ada));
        var told = await ada.Page.WaitForFunctionAsync("window.told");
        Assert.Equal("localhost", await told.EvaluateAsync<string>("told => told.rpId"));
        Assert.Equal(Base64Url.EncodeToString(id), await told.EvaluateAsync<string>("told => told.credentialId"));
        await ada.Page.ReloadAsync();
        Assert.Null(await UnknownAsync(ada));
    }

    [Fact]
    [Threat("CR-05")]
    public async Task The_password_manager_is_told_nothing_of_a_passkey_that_is_refused_and_still_somebody_s()
    {
        var ada = await SomebodyAsync();
        await ada.GetPasskeyAsync();
        await using (var db = App.OpenDatabase())
        {
            await db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.SignCount, 1_000_000u), Cancel); // as of a copy
        }

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("That passkey can’t be used here any more.");

        Assert.Null(await UnknownAsync(ada));
    }

    [Fact]
    public async Task The_browser_lists_what_it_has_itself_at_the_first_press()
    {
        var ada = await SomebodyAsync();
        await ada.GetPasskeyAsync();
        await Sheets.RecordAsync(ada);

        await ada.OpenAsync("/sign-in?returnUrl=/protected");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/protected");
        Assert.Equal(["immediate"], await Sheets.RecordedAsync(ada));
    }

    [Fact]
    public async Task Whoever_has_no_passkey_in_this_browser_sees_the_usual_sheet_at_the_same_press()
    {
        var ada = await SomebodyAsync();
        await Sheets.RecordAsync(ada);

        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsToldAsync("No passkey found here."); // which in life has phones and security keys to offer
        Assert.Equal(["immediate", "usual"], await Sheets.RecordedAsync(ada));
    }

    [Fact]
    public async Task Whoever_came_for_their_passkey_finds_the_focus_on_its_button_and_no_sheet()
    {
        var ada = await SomebodyAsync();
        await Sheets.RecordAsync(ada);

        await ada.OpenAsync("/sign-in?passkey=true");

        await Expect(ada.Button("Sign in with a passkey")).ToBeFocusedAsync();
        await Expect(ada.Page.Locator("form[data-ready]")).ToBeVisibleAsync();
        Assert.Empty(await Sheets.RecordedAsync(ada));
    }

    [Fact]
    public async Task The_way_that_was_used_last_is_marked()
    {
        var ada = await SomebodyAsync();
        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page.GetByText("Used last")).ToHaveCountAsync(0);
        await ada.ContinueWithProviderAsync();
        await ada.CreatePasskeyAsync();
        await ada.SignOutAsync();

        await ada.OpenAsync("/sign-in");
        await Expect(ada.Button("Continue with Development")).ToHaveAccessibleDescriptionAsync("Used last");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync();
        await ada.SignOutAsync();

        await ada.OpenAsync("/sign-in");
        await Expect(ada.Button("Sign in with a passkey")).ToHaveAccessibleDescriptionAsync("Used last");
        await Expect(ada.Page.GetByText("Used last")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Cancel_at_the_provider_leaves_every_way_open()
    {
        var ada = await SomebodyAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/me");
        await ada.PressAsync("Continue with Development");
        await ada.PressAsync("Cancel");
        await Expect(ada.Page.GetByText("You cancelled at the provider.")).ToBeVisibleAsync();

        await ada.ContinueWithProviderAsync();
        await ada.IsAtAsync("/me");
    }

    /// <summary>What the page gives its script to tell: it comes with the page, so its absence is certain before the script ran.</summary>
    private static Task<string?> UnknownAsync(Person person) => person.Page.Locator("form[data-passkey]").GetAttributeAsync("data-unknown");

    [GeneratedRegex(@"/PasskeySignIn\..*\.js")]
    private static partial Regex Script();

    [GeneratedRegex(@"/sign-in\?begin=true")]
    private static partial Regex BeginsAtOnce();
}
