using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace PasskeyBlazor.Tests.Support.Browser;

/// <summary>
/// One browser for all tests of a run, started by the first that needs it. Each test has its own context in it. A second browser
/// keeps left pages and restores them unchanged, as normal browsers do and automated ones do not.
/// </summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> usual = new(() => StartAsync(keepsPages: false));
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> keeping = new(() => StartAsync(keepsPages: true));

    /// <summary>For each browser: it opens no connection of its own, and Chromium does not start with a sandbox as root.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        .. OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(),
    ];

    public async Task<IBrowser> GetAsync(bool keepsPages = false) => (await (keepsPages ? keeping : usual).Value).Browser;

    public async ValueTask DisposeAsync()
    {
        foreach (var started in new[] { usual, keeping }.Where(one => one.IsValueCreated && one.Value.IsCompletedSuccessfully))
        {
            var (playwright, browser) = await started.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync(bool keepsPages)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = await BrowserFinder.FindAsync(playwright, whole: keepsPages),
            Args = Arguments,
            IgnoreDefaultArgs = keepsPages ? ["--disable-back-forward-cache"] : null,
        });
        Assertions.SetDefaultExpectTimeout(15_000); // waits end when the condition holds; this limit is only for slow machines

        return (playwright, browser);
    }
}
