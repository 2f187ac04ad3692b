using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace PasskeyBlazor.Tests.Support;

/// <summary>One browser for all tests of a run, started by the first that needs it. Each test has a context of its own in it.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> started = new(StartAsync);

    public async Task<IBrowser> GetAsync() => (await started.Value).Browser;

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated && started.Value.IsCompletedSuccessfully)
        {
            var (playwright, browser) = await started.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        List<string> arguments = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
        {
            arguments.Add("--no-sandbox"); // as root Chromium does not start with one
        }

        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = await BrowserFinder.FindAsync(playwright),
            Args = arguments,
        });
        Assertions.SetDefaultExpectTimeout(15_000); // waits end when the condition holds; this is for slow machines only

        return (playwright, browser);
    }
}
