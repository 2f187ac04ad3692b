using System.Diagnostics;
using Microsoft.Playwright;

namespace PasskeyBlazor.Tests.Support.Browser;

/// <summary>
/// Finds a Chromium for the tests: the configured one, an installed one, or else a downloaded one. Where the small one without
/// windows is installed (chromium-headless-shell), it is taken: the tests take half the time in it.
/// </summary>
internal static class BrowserFinder
{
    public const string Variable = "PASSKEYBLAZOR_BROWSER";

    private static readonly TimeSpan DownloadLimit = TimeSpan.FromSeconds(60);

    private static readonly SemaphoreSlim OneAtATime = new(1); // two browsers are looked for, and apt runs once at a time

    /// <param name="playwright">Knows where its own download is.</param>
    /// <param name="whole">Whether the browser needs all that people's browsers have; the small one keeps no page that was left.</param>
    /// <returns>The browser's path.</returns>
    /// <exception cref="InvalidOperationException">There is none; the message names the command that installs one.</exception>
    public static async Task<string> FindAsync(IPlaywright playwright, bool whole)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new InvalidOperationException($"{Variable} names {named}, which does not exist.");
        }

        await OneAtATime.WaitAsync();
        try
        {
            return Installed(whole) ?? await DownloadedAsync(playwright) ?? await InstalledByAptAsync(whole) ?? throw new InvalidOperationException($"""
                These tests need Chromium, Chrome or Edge, and none was found. {HowToInstall}
                Or set {Variable} to the path of one.
                """);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static string HowToInstall =>
        OperatingSystem.IsWindows() ? "Run: winget install Google.Chrome"
        : OperatingSystem.IsMacOS() ? "Run: brew install --cask google-chrome"
        : "Run: sudo apt-get update && sudo apt-get install -y chromium";

    private static string? Installed(bool whole) => Places(whole).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Places(bool whole)
    {
        if (OperatingSystem.IsWindows())
        {
            return from root in (string[])["%ProgramFiles%", "%ProgramFiles(x86)%", "%LocalAppData%"]
                   from path in (string[])[@"Google\Chrome\Application\chrome.exe", @"Microsoft\Edge\Application\msedge.exe", @"Chromium\Application\chrome.exe"]
                   select Path.Combine(Environment.ExpandEnvironmentVariables(root), path);
        }

        if (OperatingSystem.IsMacOS())
        {
            return from root in (string[])["/Applications", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/Applications"]
                   from name in (string[])["Google Chrome", "Microsoft Edge", "Chromium"]
                   select $"{root}/{name}.app/Contents/MacOS/{name}";
        }

        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "microsoft-edge-stable"];

        return from name in whole ? names : names.Prepend("chromium-headless-shell")
               from root in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
               select Path.Combine(root, name);
    }

    /// <summary>Playwright's own browser, from an earlier or a new download.</summary>
    private static async Task<string?> DownloadedAsync(IPlaywright playwright)
    {
        var path = playwright.Chromium.ExecutablePath;
        if (!File.Exists(path))
        {
            Console.WriteLine($"No browser is installed. Downloading Playwright's Chromium, for {DownloadLimit.TotalSeconds} s at most.");
            try
            {
                await Task.Run(() => Microsoft.Playwright.Program.Main(["install", "chromium"])).WaitAsync(DownloadLimit);
            }
            catch (TimeoutException)
            {
                Console.WriteLine("The download took too long.");
            }
        }

        return File.Exists(path) ? path : null;
    }

    private static async Task<string?> InstalledByAptAsync(bool whole)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/apt-get"))
        {
            return null;
        }

        Console.WriteLine("Installing Chromium: apt-get update && apt-get install -y chromium");
        foreach (var arguments in (string[][])
            [["update"], ["install", "-y", "--no-install-recommends", "chromium"], ["install", "-y", "--no-install-recommends", "chromium-headless-shell"]])
        {
            using var apt = Process.Start("/usr/bin/apt-get", arguments);
            await apt.WaitForExitAsync();
        }

        return Installed(whole);
    }
}
