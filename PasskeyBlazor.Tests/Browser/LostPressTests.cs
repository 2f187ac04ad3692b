using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A press that came to nothing, because its request was lost: the page goes on working.</summary>
public sealed class LostPressTests(BrowserFixture browser) : BrowserTest(browser)
{
    /// <summary>How the post to the provider can leave the person on the page.</summary>
    public static TheoryData<string> Losses => new("aborted", "a download");

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Autofill_is_armed_again_when_the_person_returns_to_the_email_field(string loss)
    {
        var ada = await AfterLostProviderPressAsync(loss);

        await ada.Page.GetByLabel("E-mail").FocusAsync();
        await Sheets.AutofillIsOfferedAsync(ada, times: 2);
        await Sheets.PickAsync(ada);

        await ada.IsAtAsync("/account");
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task The_passkey_button_works_after_a_provider_s_button_that_led_nowhere(string loss)
    {
        var ada = await AfterLostProviderPressAsync(loss);

        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Threat("BR-06", "CH-14")]
    public async Task A_press_that_a_dead_connection_lost_is_made_good_by_the_next_press(bool isTouched)
    {
        var ada = await OpenBrowserAsync();
        await Sheets.WaitForTouchAsync(ada);
        var line = await CutLine.OfAsync(ada);
        var signedIn = await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.HasPreparedAsync(times: 1);

        line.Silence();
        await ada.PressAsync("Create a passkey"); // the browser's sheet opens, because the page knows no better
        var makes = isTouched ? ada.Authenticator.MakesPasskeyAsync() : Task.CompletedTask;
        await (isTouched ? Sheets.TouchAsync(ada) : Sheets.CloseAsync(ada));
        await makes;
        Assert.Empty(await App.PasskeyNamesAsync(signedIn.UserId));
        await line.CutAsync();
        await line.JoinAsync();
        await ada.PressAsync("Create a passkey");
        if (!isTouched)
        {
            await Sheets.TouchAsync(ada);
        }

        await ada.HasAddedAsync();
        Assert.Equal(isTouched ? 1 : 2, await Sheets.OpenedToMakeAsync(ada));
        Assert.Single(await App.PasskeyNamesAsync(signedIn.UserId));
        Assert.Single(await ada.Authenticator.CredentialsAsync());
    }

    private async Task<Person> AfterLostProviderPressAsync(string loss)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await Sheets.WaitForPickAsync(ada);
        await ada.Page.RouteAsync("**/session/provider", route => loss == "aborted"
            ? route.AbortAsync("aborted")
            : route.FulfillAsync(new() { Headers = [new("Content-Disposition", "attachment; filename=a.txt")], Body = "a file" }));

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await Sheets.AutofillIsOfferedAsync(ada, times: 1);
        var sent = ada.Page.WaitForRequestAsync("**/session/provider");
        await ada.PressAsync("Continue with Development");
        await sent;

        return ada;
    }
}
