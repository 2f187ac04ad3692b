using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A password manager that does not verify the person, whatever the options ask for: each ceremony says how to switch that on.</summary>
public sealed class UnverifiedPersonTests(BrowserFixture browser) : BrowserTest(browser)
{
    private const string Told = "Your passkey has to ask for your PIN, fingerprint or face.";

    private const string Script = """
        const { get, create } = CredentialsContainer.prototype;
        const verifies = () => sessionStorage.getItem('verifies') === 'true';
        CredentialsContainer.prototype.get = function (options) {
            options.publicKey.userVerification = verifies() ? 'required' : 'discouraged';
            return get.call(this, options);
        };
        CredentialsContainer.prototype.create = async function (options) {
            const made = await create.call(this, options); // always verifies, but nothing signs the flag
            if (verifies()) {
                return made;
            }
            const attestation = new Uint8Array(made.response.attestationObject);
            const length = String.fromCharCode(...attestation).indexOf('authData') + 'authData'.length;
            const data = length + (attestation[length] === 0x58 ? 2 : 3);
            attestation[data + 32] &= ~4;
            const { id, rawId, type, response: { clientDataJSON } } = made;
            return { id, rawId, type, response: { clientDataJSON, attestationObject: attestation.buffer } };
        };
        """;

    [Theory]
    [InlineData("add")]
    [InlineData("sign in")]
    [InlineData("confirm")]
    [Threat("BR-08")]
    public async Task The_person_reads_how_to_switch_it_on_nothing_changes_and_the_next_press_works(string ceremony)
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        if (ceremony != "add")
        {
            await ada.OpenAsync("/");
            await ada.CreatePasskeyAsync();
        }

        await ada.PrepareAsync(Script);
        switch (ceremony)
        {
            case "add":
                await ada.OpenAsync("/");
                await ada.PressAsync("Create a passkey");
                await ada.PanelSaysAsync(Told);
                Assert.Empty(await App.PasskeyNamesAsync(signedIn.UserId));
                await VerifiesAsync(ada);
                await ada.PressAsync("Try again");
                await ada.HasAddedAsync();
                break;
            case "sign in":
                await ada.SignOutAsync();
                await ada.OpenAsync("/sign-in?returnUrl=/account");
                await ada.PressAsync("Sign in with a passkey");
                await ada.IsToldAsync(Told);
                await ada.IsAtAsync("/sign-in?returnUrl=%2Faccount");
                await VerifiesAsync(ada);
                await ada.PressAsync("Sign in with a passkey");
                await ada.IsAtAsync("/account");
                break;
            default:
                await App.AgeSessionsAsync();
                await ada.OpenAsync("/confirm?returnUrl=%2Faccount&reason=Change");
                await ada.PressAsync("Confirm with a passkey");
                await ada.IsToldAsync(Told);
                await ada.IsAtAsync("/confirm?returnUrl=%2Faccount&reason=Change");
                await VerifiesAsync(ada);
                await ada.PressAsync("Confirm with a passkey");
                await ada.IsAtAsync("/account");
                break;
        }

        Assert.Single(await App.PasskeyNamesAsync(signedIn.UserId));
    }

    private static async Task VerifiesAsync(Person person) => await person.Page.EvaluateAsync("sessionStorage.setItem('verifies', 'true')");
}
