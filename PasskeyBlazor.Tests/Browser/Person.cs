using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A person with their own browser and an authenticator in it, and what the person does on the pages.</summary>
public sealed partial class Person
{
    /// <summary>A trace shows each step of a failed test. To record it costs almost as much as the test, so it is asked for.</summary>
    private static readonly bool IsTraced = Environment.GetEnvironmentVariable("PASSKEYBLAZOR_TRACE") == "1";

    private readonly IBrowserContext context;
    private readonly TestApp app;
    private readonly ConcurrentQueue<string> problems = new();
    private readonly List<(Regex Pattern, string Reason)> allowed = [];
    private int prepared;

    private Person(IBrowserContext context, TestApp app, IPage page)
    {
        this.context = context;
        this.app = app;
        Page = page;
    }

    public IPage Page { get; }

    public VirtualAuthenticator Authenticator { get; private set; } = null!; // set before a test gets the person

    /// <summary>Problems that no assertion looks for.</summary>
    public IEnumerable<string> Problems => problems.Where(problem => !allowed.Exists(one => one.Pattern.IsMatch(problem)));

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Panel => Page.GetByRole(AriaRole.Region, new() { Name = "Add a passkey" });

    public static async Task<Person> InAsync(IBrowserContext context, TestApp app, bool autofill)
    {
        if (IsTraced)
        {
            await context.Tracing.StartAsync(new() { Snapshots = true });
        }

        await context.AddInitScriptAsync(
            """
            if (window.PublicKeyCredential) {
                const { isConditionalMediationAvailable } = PublicKeyCredential;
                PublicKeyCredential.isConditionalMediationAvailable = async () =>
                    window.listsPasskeys === true && isConditionalMediationAvailable.call(PublicKeyCredential);
            }
            """);

        var person = new Person(context, app, await context.NewPageAsync());
        if (autofill)
        {
            await person.SwitchAutofillOnAsync();
        }

        person.Listen();
        person.Authenticator = await VirtualAuthenticator.AddAsync(person.Page);

        return person;
    }

    /// <summary>Something that would fail the test otherwise, and why it may happen here.</summary>
    public void Allow(string pattern, string reason) => allowed.Add((new Regex(pattern), reason));

    public Task OpenAsync(string path) => Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Commit });

    /// <summary>
    /// Waits until the page has loaded with its styles and pictures. <see cref="OpenAsync"/> returns at its first byte. Asks the page:
    /// Playwright's own wait misses an event that another thread receives at the moment when the wait begins.
    /// </summary>
    public Task HasAllOfThePageAsync() => Page.EvaluateAsync<bool>(
        "() => document.readyState === 'complete' || new Promise(loaded => addEventListener('load', () => loaded(true), { once: true }))")
        .WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Waits until the page has loaded completely and its circuit, if it has one, has rendered all of it.</summary>
    public async Task HasAllDrawnAsync()
    {
        await HasAllOfThePageAsync(); // before that, busy elements may not be loaded yet
        await Expect(Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
    }

    /// <summary>
    /// Waits until a script of the test has written this on the page's root, where a locator sees it. Playwright looks at variables
    /// of the page again and again by eval, which the pages forbid.
    /// </summary>
    public Task HasNotedAsync(string name, string value) => Expect(Page.Locator("html")).ToHaveAttributeAsync($"data-{name}", value);

    public Task PressAsync(string name) => Button(name).ClickAsync();

    public Task FollowAsync(string name) => Named(AriaRole.Link, name).First.ClickAsync();

    public ILocator Button(string name) => Named(AriaRole.Button, name);

    /// <summary>By its accessible name, or by what is written on it where its name says more.</summary>
    private ILocator Named(AriaRole role, string name) => Page.GetByRole(role, new() { Name = name, Exact = true })
        .Or(Page.GetByRole(role).Filter(new() { HasTextRegex = new Regex($@"^\s*{Regex.Escape(name)}\s*$") }));

    /// <summary>Is signed in with the provider, without going through the pages for it.</summary>
    public async Task<SignedIn> SignInQuicklyAsync(string account = "ada", bool stay = false)
    {
        var cookies = new CookieContainer();
        using var client = app.Browser(cookies: cookies);
        var signedIn = await client.SignInAsync(account, stay);
        await context.AddCookiesAsync(cookies.GetAllCookies().Select(cookie => new Microsoft.Playwright.Cookie
        {
            Name = cookie.Name,
            Value = cookie.Value,
            Domain = "localhost",
            Path = cookie.Path,
            HttpOnly = cookie.HttpOnly,
            SameSite = SameSiteAttribute.Lax,
        }));

        return signedIn;
    }

    public Task LoseCookieAsync(string name) => context.ClearCookiesAsync(new() { Name = name });

    /// <summary>On the sign-in page: continues with the provider as one of its people.</summary>
    public async Task ContinueWithProviderAsync(string name = "Ada Lovelace")
    {
        await PressAsync("Continue with Development");
        await Page.GetByRole(AriaRole.Button, new() { Name = name }).First.ClickAsync();
    }

    /// <summary>Signs in with the provider, creates a passkey on the home page and signs out.</summary>
    public async Task<SignedIn> GetPasskeyAsync(string account = "ada")
    {
        var signedIn = await SignInQuicklyAsync(account);
        await OpenAsync("/");
        await CreatePasskeyAsync();
        await SignOutAsync();

        return signedIn;
    }

    public async Task CreatePasskeyAsync()
    {
        await PressAsync("Create a passkey");
        await HasAddedAsync();
    }

    /// <summary>On the home page the panel says so, on the page of passkeys the page that follows.</summary>
    public Task HasAddedAsync() => Expect(Page.GetByText("Passkey added: ").First).ToBeVisibleAsync();

    public async Task SignOutAsync()
    {
        await PressAsync("Sign out");
        await IsSignedOutAsync();
    }

    public async Task<SignedIn> WhoAsync()
    {
        var answer = await context.APIRequest.GetAsync("/api/session");

        return (await answer.JsonAsync())!.Value.Deserialize<SignedIn>(JsonSerializerOptions.Web)!;
    }

    public Task IsAtAsync(string path) => Expect(Page).ToHaveURLAsync(new Uri(app.Address, path).AbsoluteUri);

    public async Task IsSignedInAsync(string name = "Ada Lovelace")
    {
        await IsAtAsync("/");
        await Expect(Heading).ToHaveTextAsync($"Welcome, {name}");
    }

    public async Task IsSignedOutAsync()
    {
        await IsAtAsync("/");
        await Expect(Page.GetByText("Not signed in")).ToBeVisibleAsync();
    }

    public Task ChoosesToStayAsync(bool stay) => Page.GetByLabel("Stay signed in").SetCheckedAsync(stay);

    /// <summary>Whether the session's cookie outlives the browser.</summary>
    public async Task<bool> HasPersistentCookieAsync() =>
        (await context.CookiesAsync()).Single(cookie => cookie.Name == "passkeyblazor-session").Expires > 0;

    /// <summary>By the line under the passkey button.</summary>
    public Task IsToldAsync(string sentence) => Expect(Page.Locator(".slot").GetByText(sentence)).ToBeVisibleAsync();

    public Task PanelSaysAsync(string title) => Expect(Panel.GetByRole(AriaRole.Heading)).ToContainTextAsync(title);

    /// <summary>The circuit has given the page creation options for the next press, so many times since the person opened the browser.</summary>
    public async Task HasPreparedAsync(int times)
    {
        await Eventually.SeeAsync(() => Task.FromResult(Volatile.Read(ref prepared)), count => count >= times, "options for the next press");
        await Page.EvaluateAsync("0"); // the page has received what was counted
    }

    /// <summary>The page asks for the sentence about a failure and gets none.</summary>
    public async Task RefuseSentencesAsync()
    {
        await context.RouteAsync(new Regex("/failure\\?"), route => route.AbortAsync());
        Allow("Failed to load resource|ERR_FAILED", "the sentence does not come");
    }

    /// <summary>Runs before each page's own scripts.</summary>
    public Task PrepareAsync(string script) => context.AddInitScriptAsync(script);

    /// <summary>From the next page on, the browser lists passkeys in the e-mail field.</summary>
    public Task SwitchAutofillOnAsync() => PrepareAsync("window.listsPasskeys = true");

    /// <summary>Another tab of the same browser.</summary>
    public Task<IPage> OpenTabAsync() => context.NewPageAsync();

    /// <summary>Closes the browser.</summary>
    /// <returns>The problems, and where the pictures of them are if they were wanted.</returns>
    public async Task<IReadOnlyList<string>> LeaveAsync(string? resultPath)
    {
        if (resultPath is null)
        {
            if (IsTraced)
            {
                await context.Tracing.StopAsync();
            }

            await context.CloseAsync();
            return [];
        }

        await TakePictureAsync($"{resultPath}.png");
        var address = Page.Url;
        if (IsTraced)
        {
            await context.Tracing.StopAsync(new() { Path = $"{resultPath}.zip" });
        }

        await context.CloseAsync();

        return [$"It ended at {address}. See {resultPath}.png, and for every step: playwright show-trace {resultPath}.zip (with PASSKEYBLAZOR_TRACE=1)"];
    }

    private async Task TakePictureAsync(string path)
    {
        try
        {
            await Page.ScreenshotAsync(new() { Path = path, FullPage = true, Timeout = 5_000 });
        }
        catch (TimeoutException)
        {
            // A page that still waits for its script shows nothing. The trace tells the rest.
        }
    }

    private void Listen()
    {
        context.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                problems.Enqueue($"Error on the console of {message.Page?.Url}: {message.Text} ({message.Location})");
            }
        };
        context.WebError += (_, error) => problems.Enqueue($"Script error at {error.Page?.Url}: {error.Error}");
        context.Request += (_, request) =>
        {
            if (request.Url.StartsWith("http", StringComparison.Ordinal) && new Uri(request.Url).Authority != app.Address.Authority)
            {
                problems.Enqueue($"A request to another host: {request.Url}");
            }
        };
        Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            // The circuit's call of the module's function, before it reaches the page.
            if (CallOfPrepare().IsMatch(Encoding.Latin1.GetString(frame.Binary ?? [])))
            {
                Interlocked.Increment(ref prepared);
            }
        };
    }

    /// <summary>The whole word; Blazor's own calls have longer ones with it.</summary>
    [GeneratedRegex("(?<![A-Za-z.])prepare(?![A-Za-z])")]
    private static partial Regex CallOfPrepare();
}
