using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The database does not confirm a save: the password manager keeps what may be a passkey of the account.</summary>
public sealed class LostSaveTests(BrowserFixture browser) : BrowserTest(browser)
{
    private readonly LostAnswers connection = new();

    public static TheoryData<string> Faults => [.. LostAnswers.Kinds.Keys];

    protected override TestApp MakeApp() => new()
    {
        StandIns = services => services.ConfigureDbContext<AppDbContext>(db => db.AddInterceptors(connection)),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    [Threat("AN-09")]
    public async Task A_passkey_whose_save_is_not_confirmed_stays_in_the_password_manager_and_signs_in_later(string fault)
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.PanelSaysAsync("Add a passkey");

        connection.BreakAtCommit(fault);
        await ada.PressAsync("Create a passkey");
        await ada.PanelSaysAsync("We couldn’t find out whether the passkey was saved.");
        connection.Mend();

        Assert.Single(await ada.Authenticator.CredentialsAsync());
        Assert.Single(await App.PasskeyNamesAsync(signedIn.UserId));
        await ada.OpenAsync("/passkeys");
        await Expect(ada.Page.GetByText("Never used")).ToBeVisibleAsync();
        await ada.SignOutAsync();
        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync();
    }
}
