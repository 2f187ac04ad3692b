using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The database confirms a save too late or not at all: the password manager keeps what may be a passkey of the account.</summary>
public sealed class LostSaveTests(BrowserFixture browser) : BrowserTest(browser)
{
    private readonly LostAnswers connection = new();

    public static TheoryData<string> Faults => [.. LostAnswers.Kinds.Keys];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

    /// <summary>Another tab answers with the new passkey before its save, and shows the refusal after it.</summary>
    [Fact]
    [Threat("AN-10")]
    public async Task A_passkey_that_is_saved_after_it_was_unknown_is_not_forgotten()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync("PublicKeyCredential.signalUnknownCredential = async told => { Object.assign(document.documentElement.dataset, told); }");
        await ada.GetPasskeyAsync();
        Passkey kept;
        await using (var db = App.OpenDatabase())
        {
            kept = await db.Passkeys.AsNoTracking().SingleAsync(Cancel);
            await db.Passkeys.ExecuteDeleteAsync(Cancel);
        }

        await ada.OpenAsync("/sign-in");
        await ada.Page.RouteAsync("**/sign-in?failure=*", async route =>
        {
            await using var db = App.OpenDatabase();
            db.Passkeys.Add(kept);
            await db.SaveChangesAsync(Cancel);
            await route.ContinueAsync();
        });
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("That passkey can’t be used here any more.");

        Assert.Null(await ada.Page.Locator("form[data-passkey]").GetAttributeAsync("data-unknown"));
        Assert.Single(await ada.Authenticator.CredentialsAsync());
    }
}
