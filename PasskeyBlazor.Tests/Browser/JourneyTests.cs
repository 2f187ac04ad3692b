using PasskeyBlazor.Tests.Support.Browser;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The journey that must always pass: sign in with a provider, create a passkey, sign in with the passkey alone.</summary>
public sealed class JourneyTests(BrowserFixture browser) : BrowserTest(browser)
{
    [Fact]
    public async Task From_the_provider_to_the_passkey_by_its_button()
    {
        var ada = await OpenBrowserAsync();

        var before = await FromProviderToPasskeyAsync(ada);
        await ada.FollowAsync("Sign in");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsSignedInAsync();

        var after = await ada.WhoAsync();
        Assert.Equal(before.UserId, after.UserId);
        Assert.NotEqual(before.SessionId, after.SessionId);
        Assert.Equal("passkey", after.Method);
    }

    [Fact]
    public async Task From_the_provider_to_the_passkey_by_autofill()
    {
        var ada = await OpenBrowserAsync(autofill: true);

        var before = await FromProviderToPasskeyAsync(ada);
        await ada.FollowAsync("Sign in");
        await ada.IsSignedInAsync();

        var after = await ada.WhoAsync();
        Assert.Equal(before.UserId, after.UserId);
        Assert.Equal("passkey", after.Method);
    }

    private static async Task<PasskeyBlazor.Sessions.SignedIn> FromProviderToPasskeyAsync(Person ada)
    {
        await ada.OpenAsync("/");
        await ada.IsSignedOutAsync();
        await ada.FollowAsync("Sign in");
        await ada.ContinueWithProviderAsync("Ada Lovelace");
        await ada.IsSignedInAsync();
        await Expect(ada.Button("Create a passkey")).ToBeVisibleAsync();
        await ada.PressAsync("Create a passkey");
        await ada.HasAddedAsync();
        var signedIn = await ada.WhoAsync();
        await ada.SignOutAsync();

        return signedIn;
    }
}
