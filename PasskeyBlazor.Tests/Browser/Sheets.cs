namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// Replaces the browser's passkey sheet where it must end with an error that a virtual authenticator cannot produce. Autofill
/// is offered and waits until it is aborted, as if the person does nothing.
/// </summary>
internal static class Sheets
{
    private const string Script = """
        (() => {
            const { get, create } = CredentialsContainer.prototype;
            window.listsPasskeys = true;
            window.opened = 0;
            let offered = 0;
            const fail = async () => {
                window.opened++;
                if (late) {
                    await new Promise(resolve => setTimeout(resolve, 1100));
                }
                throw new DOMException('as the test wants it', error);
            };
            CredentialsContainer.prototype.get = function (options) {
                if (options.mediation === 'conditional') {
                    document.documentElement.dataset.offered = ++offered;
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

    /// <summary>From the next page on, autofill is offered and waits until the person picks a passkey.</summary>
    public static Task WaitForPickAsync(Person person) => person.PrepareAsync(
        """
        {
            const { get } = CredentialsContainer.prototype;
            window.listsPasskeys = true;
            let offered = 0;
            CredentialsContainer.prototype.get = function (options) {
                if (options.mediation !== 'conditional') {
                    return get.call(this, options);
                }
                document.documentElement.dataset.offered = ++offered;
                return new Promise((resolve, reject) => {
                    options.signal.addEventListener('abort', () => reject(options.signal.reason));
                    window.pick = () => resolve(get.call(this, { ...options, mediation: 'optional' }));
                });
            };
        }
        """);

    /// <summary>The person picks a passkey in the list under the e-mail field.</summary>
    public static Task PickAsync(Person person) => person.Page.EvaluateAsync("window.pick()");

    /// <summary>From the next page on, the sheet that creates a passkey waits until it is touched or cancelled.</summary>
    public static Task WaitForTouchAsync(Person person) => person.PrepareAsync(
        """
        {
            const { create } = CredentialsContainer.prototype;
            window.sheets = 0;
            CredentialsContainer.prototype.create = async function (options) {
                window.sheets++;
                const { dataset } = document.documentElement;
                dataset.sheet = 'open';
                await new Promise((resolve, reject) => {
                    const ends = how => () => {
                        delete dataset.sheet;
                        how();
                    };
                    window.touch = ends(resolve);
                    window.close = ends(() => reject(new DOMException('', 'NotAllowedError')));
                    options.signal.addEventListener('abort', ends(() => reject(options.signal.reason)));
                });
                return create.call(this, options);
            };
        }
        """);

    /// <summary>
    /// From the next page on, a password manager stands between page and browser and ignores that it is aborted.
    /// </summary>
    /// <param name="person">The person whose browser it is.</param>
    /// <param name="answer">What it does instead of the browser: the body of a function that may call <c>real</c>.</param>
    /// <param name="autofill">What it does when autofill is offered.</param>
    public static Task ReplaceAsync(Person person, string answer, string autofill = "return new Promise(() => { })") => person.PrepareAsync(
        $$"""
        {
            window.listsPasskeys = true;
            let offered = 0;
            for (const name of ['get', 'create']) {
                const call = CredentialsContainer.prototype[name];
                CredentialsContainer.prototype[name] = function (options) {
                    if (options.mediation === 'conditional') {
                        document.documentElement.dataset.offered = ++offered;
                        {{autofill}}
                    }
                    const real = () => call.call(this, { publicKey: options.publicKey });
                    if (window.works) {
                        return real();
                    }
                    document.documentElement.dataset.asked = name;
                    {{answer}}
                };
            }
        }
        """);

    /// <summary>The replaced sheet is asked.</summary>
    public static Task IsAskedAsync(Person person, string name) => person.HasNotedAsync("asked", name);

    /// <summary>The replaced sheet answers now. Comes back when the page has done what it does with that.</summary>
    public static Task SettleAsync(Person person) =>
        person.Page.EvaluateAsync("async () => { await window.settle(); await new Promise(done => setTimeout(done, 50)); }");

    /// <summary>From the next page on, the kind of each requested sheet is recorded.</summary>
    public static Task RecordAsync(Person person) => person.PrepareAsync(
        """
        {
            const { get } = CredentialsContainer.prototype;
            CredentialsContainer.prototype.get = function (options) {
                const asked = JSON.parse(sessionStorage.getItem('asked') ?? '[]');
                sessionStorage.setItem('asked', JSON.stringify([...asked, options.uiMode ?? options.mediation ?? 'usual']));
                return get.call(this, options);
            };
        }
        """);

    /// <summary>The kinds of sheets that were asked for in this tab.</summary>
    public static Task<string[]> RecordedAsync(Person person) =>
        person.Page.EvaluateAsync<string[]>("JSON.parse(sessionStorage.getItem('asked') ?? '[]')");

    /// <summary>Touches the sheet, once it is open.</summary>
    public static async Task TouchAsync(Person person)
    {
        await IsOpenAsync(person);
        await person.Page.EvaluateAsync("window.touch()");
    }

    /// <summary>Closes the sheet, once it is open.</summary>
    public static async Task CloseAsync(Person person)
    {
        await IsOpenAsync(person);
        await person.Page.EvaluateAsync("window.close()");
    }

    /// <summary>How many sheets were opened on this page to create a passkey.</summary>
    public static Task<int> OpenedToMakeAsync(Person person) => person.Page.EvaluateAsync<int>("window.sheets");

    /// <summary>On this page sheets work now.</summary>
    public static Task WorkAgainAsync(Person person) => person.Page.EvaluateAsync("window.works = true");

    /// <summary>From the next page on, the first sheet finds another one open and the next ones work.</summary>
    public static Task BlockFirstAsync(Person person) => person.PrepareAsync(
        $"{{ const error = 'OperationError', late = false; {Script} }} Object.defineProperty(window, 'works', {{ get: () => window.opened > 0 }});");

    /// <summary>How many sheets this page opened that ended with an error.</summary>
    public static Task<int> OpenedAsync(Person person) => person.Page.EvaluateAsync<int>("window.opened");

    /// <summary>Autofill was offered so many times on this page.</summary>
    public static Task AutofillIsOfferedAsync(Person person, int times) => person.HasNotedAsync("offered", $"{times}");

    /// <summary>The page may say that the sheet is open before the browser was asked to open it.</summary>
    private static Task IsOpenAsync(Person person) => person.HasNotedAsync("sheet", "open");
}
