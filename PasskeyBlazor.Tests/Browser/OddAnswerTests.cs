using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Credentials of password managers that are objects of another shape than the browser's: all of them can be read.</summary>
public sealed class OddAnswerTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    /// <summary>What makes them from the browser's own.</summary>
    private const string Parts = """
        const names = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
        const copy = (from, names, change = value => value) => Object.fromEntries(names.filter(name => from[name]).map(name => [name, change(from[name])]));
        const plain = (change, more = {}) => ({ id: made.id, type: made.type, rawId: change(made.rawId), response: copy(made.response, names, change), ...more });
        const getters = from => {
            const made = {};
            for (const name in from) {
                Object.defineProperty(made, name, { get: () => typeof from[name] === 'object' && from[name] && !Array.isArray(from[name]) ? getters(from[name]) : from[name] });
            }
            return made;
        };
        const view = buffer => { const larger = new Uint8Array(buffer.byteLength + 7); larger.set(new Uint8Array(buffer), 3); return larger.subarray(3, 3 + buffer.byteLength); };
        const same = buffer => buffer;
        const json = made.toJSON();
        """;

    public static TheoryData<string, string> Shapes => new()
    {
        { "toJSON is missing", "return plain(same)" },
        { "toJSON throws", "return plain(same, { toJSON() { throw new TypeError('Illegal invocation'); } })" },
        { "toJSON is no function", "return plain(same, { toJSON: 'no' })" },
        { "toJSON gives a text", "return plain(same, { toJSON: () => JSON.stringify(json) })" },
        { "toJSON gives null", "return plain(same, { toJSON: () => null })" },
        { "toJSON gives a promise", "return plain(same, { toJSON: async () => json })" },
        { "toJSON gives no id", "return plain(same, { toJSON: () => ({ ...json, id: undefined }) })" },
        { "toJSON gives an empty response", "return plain(same, { toJSON: () => ({ ...json, response: {} }) })" },
        { "toJSON gives buffers", "return plain(same, { toJSON: () => plain(same) })" },
        { "toJSON gives inherited members", "return { toJSON: () => Object.create({ ...json, response: Object.create(json.response) }) }" },
        { "toJSON gives getters", "return { toJSON: () => getters(json) }" },
        { "toJSON gives a getter that throws", "return plain(same, { toJSON: () => ({ ...json, response: { get clientDataJSON() { throw 0; } } }) })" },
        { "toJSON gives more than is known", "return { toJSON: () => ({ ...json, more: 'x'.repeat(100_000), deep: JSON.parse('['.repeat(500) + ']'.repeat(500)), response: { ...json.response, more: [1] } }) }" },
        { "toJSON gives what JSON cannot say", "const round = { ...json, big: 1n }; round.itself = round; return plain(same, { toJSON: () => round })" },
        { "members are inherited", "return Object.create(plain(same, { response: Object.create(copy(made.response, names)) }))" },
        { "members are getters", "return getters(json)" },
        { "members are views", "return plain(view)" },
        { "members are data views", "return plain(buffer => { const bytes = view(buffer); return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength); })" },
        { "members are of another window", "const frame = document.body.appendChild(document.createElement('iframe')); const other = frame.contentWindow; return plain(buffer => other.Uint8Array.from(new Uint8Array(buffer)).buffer)" },
        { "extension results and transports throw", "const shape = plain(same, { getClientExtensionResults() { throw 0; } }); shape.response.getTransports = () => { throw 0; }; return shape" },
        { "extension results and transports are something else", "const shape = plain(same, { getClientExtensionResults: () => null, authenticatorAttachment: null }); shape.response.getTransports = () => 'usb'; return shape" },
        { "the user handle is absent from toJSON", "return plain(same, { toJSON: () => ({ ...json, response: { ...json.response, userHandle: undefined } }) })" },
        { "the raw id is absent", "const { rawId, ...shape } = plain(same); return shape" },
    };

    [Theory]
    [Threat("BR-05")]
    [MemberData(nameof(Shapes))]
    public async Task A_passkey_is_added_signs_in_and_confirms(string what, string shape)
    {
        Assert.NotEmpty(what);
        await App.DeleteUsersAsync();
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(
            $$"""
            for (const name of ['get', 'create']) {
                const call = CredentialsContainer.prototype[name];
                CredentialsContainer.prototype[name] = async function (options) {
                    const made = await call.call(this, options);
                    {{Parts}}
                    {{shape}};
                };
            }
            """);
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.CreatePasskeyAsync();
        await ada.SignOutAsync();

        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsAtAsync("/account");

        await App.AgeSessionsAsync();
        await ada.OpenAsync("/confirm?returnUrl=%2Faccounts&reason=Change");
        await ada.PressAsync("Confirm with a passkey");
        await ada.IsAtAsync("/accounts");
    }
}
