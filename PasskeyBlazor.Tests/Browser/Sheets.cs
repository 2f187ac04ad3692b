namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// Stands in for the browser's passkey sheet where it must end badly, in a way that an authenticator cannot be brought to. Autofill
/// is offered, and waits until it is aborted, as with a person who does nothing.
/// </summary>
internal static class Sheets
{
    private const string Script = """
        (() => {
            const { get, create } = CredentialsContainer.prototype;
            window.listsPasskeys = true;
            window.offered = 0;
            const fail = async () => {
                if (late) {
                    await new Promise(resolve => setTimeout(resolve, 1100));
                }
                throw new DOMException('as the test wants it', error);
            };
            CredentialsContainer.prototype.get = function (options) {
                if (options.mediation === 'conditional') {
                    window.offered++;
                    return new Promise((_, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason)));
                }
                return window.works ? get.call(this, options) : fail();
            };
            CredentialsContainer.prototype.create = function (options) {
                return window.works ? create.call(this, options) : fail();
            };
        })();
        """;

    /// <summary>From the next page on, sheets end with this error; with "after a while", when a person could have read them.</summary>
    public static Task FailAsync(Person person, string error)
    {
        var name = error.Split(' ')[0];
        var isLate = name != error;

        return person.PrepareAsync($"{{ const error = '{name}', late = {(isLate ? "true" : "false")}; {Script} }}");
    }

    /// <summary>On this page sheets work now.</summary>
    public static Task WorkAgainAsync(Person person) => person.Page.EvaluateAsync("window.works = true");

    /// <summary>Autofill was offered so many times on this page.</summary>
    public static Task AutofillIsOfferedAsync(Person person, int times) =>
        person.Page.WaitForFunctionAsync("times => window.offered === times", times);
}
