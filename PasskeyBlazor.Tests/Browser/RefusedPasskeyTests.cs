using System.Buffers.Text;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A passkey that the app refuses: the message to the person and the signal to the password manager.</summary>
public sealed class RefusedPasskeyTests(BrowserFixture browser) : BrowserTest(browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_passkey_is_refused_and_another_sign_in_method_stays_available()
    {
        var ada = await OpenBrowserAsync();
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
    public async Task The_page_signals_once_that_the_password_manager_should_forget_a_passkey_without_an_account()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync("PublicKeyCredential.signalUnknownCredential = async told => { Object.assign(document.documentElement.dataset, told); }");
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
        await ada.HasNotedAsync("rp-id", "localhost");
        await ada.HasNotedAsync("credential-id", Base64Url.EncodeToString(id));
        await ada.Page.ReloadAsync();
        Assert.Null(await UnknownAsync(ada));
    }

    [Fact]
    [Threat("CR-05")]
    public async Task The_page_signals_nothing_about_a_refused_passkey_that_still_belongs_to_an_account()
    {
        var ada = await OpenBrowserAsync();
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

    /// <summary>What the script should signal. It is part of the page, so its absence is certain before the script runs.</summary>
    private static Task<string?> UnknownAsync(Person person) => person.Page.Locator("form[data-passkey]").GetAttributeAsync("data-unknown");
}
