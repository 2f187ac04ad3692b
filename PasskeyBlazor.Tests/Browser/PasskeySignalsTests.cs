using System.Text.Json;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>What the passkeys page signals to password managers (WebAuthn §5.1.10), if the browser can pass it on or cannot.</summary>
public sealed class PasskeySignalsTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Recorder = """
        window.signals = [];
        for (const name of ['signalAllAcceptedCredentials', 'signalCurrentUserDetails', 'signalUnknownCredential']) {
            PublicKeyCredential[name] = async about => {
                window.signals.push({ signal: name, ...about });
                document.documentElement.dataset.owners = window.signals.filter(({ signal }) => signal === 'signalCurrentUserDetails').length;
            };
        }
        """;

    [Fact]
    public async Task The_page_signals_all_accepted_passkeys_and_their_owner_on_opening_and_after_each_change()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(Recorder);
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/passkeys");
        Assert.Empty((await ToldAsync(ada, 0)).Ids);

        await ada.CreatePasskeyAsync();
        var made = Assert.Single(await ada.Authenticator.CredentialsAsync());
        var (about, ids) = await ToldAsync(ada, 0); // each page says it once
        Assert.Equal([Base64Url(made.GetProperty("credentialId"))], ids);
        Assert.Equal(
            ("localhost", Base64Url(made.GetProperty("userHandle")), "ada@example.com", "Ada Lovelace"),
            (Said(about, "rpId"), Said(about, "userId"), Said(about, "name"), Said(about, "displayName")));

        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await ada.PressAsync("Remove passkey");
        await Expect(ada.Page.GetByText("No passkeys yet")).ToBeVisibleAsync();
        Assert.Empty((await ToldAsync(ada, 0)).Ids);
        Assert.Equal(0, await ada.Page.EvaluateAsync<int>("signals.filter(signal => signal.signal === 'signalUnknownCredential').length"));
    }

    [Fact]
    public async Task A_password_manager_forgets_a_removed_passkey_and_keeps_an_accepted_one()
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/passkeys");
        await ada.CreatePasskeyAsync();
        await ada.Page.ReloadAsync();
        await ada.PanelSaysAsync("Add a passkey");
        Assert.Single(await ada.Authenticator.CredentialsAsync());

        var forgets = ada.Authenticator.ForgetsPasskeyAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await ada.PressAsync("Remove passkey");

        await forgets;
        Assert.Empty(await ada.Authenticator.CredentialsAsync());
        Assert.Empty(await App.PasskeyNamesAsync(signedIn.UserId));
    }

    [Theory]
    [InlineData("for (const name of Object.getOwnPropertyNames(PublicKeyCredential).filter(name => name.startsWith('signal'))) delete PublicKeyCredential[name]")]
    [InlineData("for (const name of Object.getOwnPropertyNames(PublicKeyCredential).filter(name => name.startsWith('signal'))) PublicKeyCredential[name] = () => Promise.reject(new DOMException('', 'SecurityError'))")]
    [InlineData("for (const name of Object.getOwnPropertyNames(PublicKeyCredential).filter(name => name.startsWith('signal'))) PublicKeyCredential[name] = () => new Promise(() => { })")]
    public async Task A_browser_that_cannot_pass_signals_on_still_adds_and_removes_passkeys(string script)
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(script);
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/passkeys");
        await ada.CreatePasskeyAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await ada.PressAsync("Remove passkey");

        await Expect(ada.Page.GetByText("No passkeys yet")).ToBeVisibleAsync();
    }

    /// <summary>The signal with this index: the owner, and the ids of the passkeys.</summary>
    private static async Task<(JsonElement Owner, IEnumerable<string?> Ids)> ToldAsync(Person person, int index)
    {
        await person.HasNotedAsync("owners", $"{index + 1}"); // the owner is signalled last
        var all = await person.Page.EvaluateAsync<JsonElement>("signals");
        var accepted = all.EnumerateArray().Where(signal => Said(signal, "signal") == "signalAllAcceptedCredentials").ElementAt(index);

        return (all.EnumerateArray().Where(signal => signal.TryGetProperty("displayName", out _)).ElementAt(index),
            accepted.GetProperty("allAcceptedCredentialIds").EnumerateArray().Select(id => id.GetString()));
    }

    private static string? Said(JsonElement signal, string member) => signal.GetProperty(member).GetString();

    private static string Base64Url(JsonElement base64) =>
        System.Buffers.Text.Base64Url.EncodeToString(Convert.FromBase64String(base64.GetString()!));
}
