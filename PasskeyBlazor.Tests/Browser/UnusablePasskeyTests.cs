using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A passkey that is refused every time is no dead end: the person learns why, and creates a new one on the same device.</summary>
public sealed class UnusablePasskeyTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string General = "That passkey can’t be used here any more.";

    private const string Unusable = "This passkey no longer works here.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UPDATE Passkeys SET IsBackupEligible = 1", "about whether it can be synced", Unusable)]
    [InlineData("UPDATE Passkeys SET SignCount = 1000000", "Its counter of uses was wrong twice", General, Unusable)]
    [InlineData("UPDATE Passkeys SET PublicKey = x'a0'", "can no longer use the public key", General)]
    [Threat("AN-04", "AN-05", "AN-07", "AN-08")]
    public async Task The_person_reads_that_it_no_longer_works_and_replaces_it_on_the_same_device(string changed, string why, params string[] told)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await using (var db = App.OpenDatabase())
        {
            await db.Database.ExecuteSqlRawAsync(changed, Cancel);
        }

        foreach (var sentence in told)
        {
            await ada.OpenAsync("/sign-in");
            await ada.PressAsync("Sign in with a passkey");
            await ada.IsToldAsync(sentence);
        }

        await ada.ContinueWithProviderAsync();
        await ada.IsSignedInAsync();
        await ada.OpenAsync("/passkeys");
        await ada.HasAllDrawnAsync();
        var row = ada.Page.Locator("section li.row").Filter(new() { HasText = "No longer works" });
        await Expect(row).ToContainTextAsync("Not working since today");
        await Expect(row).ToContainTextAsync(why);
        await Expect(row).ToContainTextAsync("Remove it, and create a new one.");

        await ada.CreatePasskeyAsync(); // the device is not told that it already has one
        await ada.SignOutAsync();
        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync();
    }
}
