using System.Buffers.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Which passkeys of a user the reauthentication page lets the browser offer.</summary>
public sealed class ConfirmationChoiceTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Page = "/confirm?returnUrl=%2Faccount&reason=Change";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("unusable", false)]
    [InlineData("revoked", false)]
    [InlineData("revoked and not discoverable", false)]
    [InlineData("not discoverable", true)] // it cannot sign in, but it can confirm
    [InlineData("unusable and not discoverable", true)] // only here a success could show that it works again
    [Threat("AN-04")]
    public async Task Beside_a_usable_passkey_another_one_is_offered_only_if_it_could_confirm(string other, bool isOffered)
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.CreatePasskeyAsync();
        var added = NewRows.Passkey(signedIn.UserId, DateTimeOffset.UtcNow);
        Bend(added, other);
        string usable;
        await using (var db = App.OpenDatabase())
        {
            usable = Base64Url.EncodeToString((await db.Passkeys.SingleAsync(Cancel)).CredentialId);
            db.Passkeys.Add(added);
            await db.SaveChangesAsync(Cancel);
        }

        await App.AgeSessionsAsync();
        await ada.OpenAsync(Page);

        string[] expected = isOffered ? [usable, Base64Url.EncodeToString(added.CredentialId)] : [usable];
        Assert.Equal(expected.Order(), (await OfferedAsync(ada)).Order());
        await ada.PressAsync("Confirm with a passkey");
        await ada.IsAtAsync("/account");
    }

    [Theory]
    [InlineData("unusable")]
    [InlineData("revoked")]
    [Threat("AN-04")]
    public async Task A_device_that_has_only_the_passkey_that_is_not_offered_finds_none(string own)
    {
        var (ada, usable) = await WithOnlyThisAsync(own);

        await ada.OpenAsync(Page);

        Assert.Equal([usable], await OfferedAsync(ada));
        await ada.PressAsync("Confirm with a passkey");
        await ada.IsToldAsync("No passkey found here.");
        await ada.IsAtAsync(Page);
    }

    [Fact]
    [Threat("AN-04")]
    public async Task A_password_manager_that_answers_with_a_revoked_passkey_although_it_is_not_offered_confirms_nothing()
    {
        var (ada, _) = await WithOnlyThisAsync("revoked");
        await ada.PrepareAsync(
            """
            const { get } = CredentialsContainer.prototype;
            CredentialsContainer.prototype.get = function (options) {
                options.publicKey.allowCredentials = [];
                return get.call(this, options);
            };
            """);

        await ada.OpenAsync(Page);
        await ada.PressAsync("Confirm with a passkey");

        await ada.IsToldAsync("Not confirmed: this passkey was refused.");
        await ada.IsAtAsync(Page);
        await Expect(ada.Button("Confirm with a passkey")).ToBeVisibleAsync();
    }

    /// <summary>The browser has one passkey, which was bent. Another one that is usable is on no device here.</summary>
    private async Task<(Person Ada, string Usable)> WithOnlyThisAsync(string own)
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.CreatePasskeyAsync();
        var usable = NewRows.Passkey(signedIn.UserId, DateTimeOffset.UtcNow);
        await using (var db = App.OpenDatabase())
        {
            Bend(await db.Passkeys.SingleAsync(Cancel), own);
            db.Passkeys.Add(usable);
            await db.SaveChangesAsync(Cancel);
        }

        await App.AgeSessionsAsync();

        return (ada, Base64Url.EncodeToString(usable.CredentialId));
    }

    private static void Bend(Passkey passkey, string how)
    {
        if (how.StartsWith("unusable", StringComparison.Ordinal))
        {
            (passkey.UnusableSince, passkey.UnusableReason) = (DateTimeOffset.UtcNow, UnusableReason.CounterNotGrown);
        }

        if (how.StartsWith("revoked", StringComparison.Ordinal))
        {
            passkey.RevokedAt = DateTimeOffset.UtcNow;
        }

        passkey.IsDiscoverable = !how.EndsWith("not discoverable", StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> OfferedAsync(Person person)
    {
        var options = JsonDocument.Parse((await person.Page.Locator("form[data-passkey]").GetAttributeAsync("data-options"))!).RootElement;

        return options.GetProperty("allowCredentials").EnumerateArray().Select(allowed => allowed.GetProperty("id").GetString()!);
    }
}
