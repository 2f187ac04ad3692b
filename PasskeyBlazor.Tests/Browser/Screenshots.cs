using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// Pictures of every page and state, in light and dark, 1280 and 320 pixels wide, to look at beside each other. Only when asked for:
/// <c>dotnet test --filter-class '*Screenshots' --explicit only</c> writes them to <c>screenshots</c>, which is not committed.
/// </summary>
public sealed class Screenshots(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    [Theory(Explicit = true)]
    [InlineData("home-signed-out", "/", null)]
    [InlineData("sign-in", "/sign-in", null)]
    [InlineData("link-offer", "/link", null, "augusta")]
    [InlineData("accounts", "/accounts", "grace")]
    [InlineData("accounts-disconnect", "/accounts", "grace", "disconnect")]
    [InlineData("link-confirm", "/accounts", "grace", "connect")]
    public async Task A_page_in_four_pictures(string name, string path, string? account, string? then = null)
    {
        var person = await SomebodyAsync();
        if (account is not null)
        {
            await person.SignInQuicklyAsync(account);
        }

        await person.OpenAsync(path);
        await Expect(person.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        switch (then)
        {
            case "augusta":
                using (var ada = App.Browser())
                {
                    await ada.SignInAsync();
                }

                await person.OpenAsync("/sign-in");
                await person.ContinueWithProviderAsync("Augusta King");
                break;
            case "connect":
                await person.PressAsync("Connect Development");
                await person.Page.GetByRole(AriaRole.Button, new() { Name = "Hypatia" }).ClickAsync();
                break;
            case "disconnect":
                await using (var db = App.OpenDatabase())
                {
                    var mine = await db.ExternalIdentities.FirstAsync(i => i.User.DisplayName == "Grace Hopper", TestContext.Current.CancellationToken);
                    await App.KeepPasskeysAsync(mine.UserId, "Windows Hello");
                    await person.OpenAsync($"/accounts/disconnect?id={mine.Id}");
                }

                break;
        }

        await Expect(person.Heading).ToBeVisibleAsync();
        await TakeAsync(person, name);
    }

    private static async Task TakeAsync(Person person, string name)
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            foreach (var width in (int[])[1280, 320])
            {
                await person.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await person.Page.SetViewportSizeAsync(width, 800);
                await person.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder(), $"{name}-{scheme}-{width}.png".ToLowerInvariant()), FullPage = true });
            }
        }
    }

    /// <summary>Beside the solution, wherever the tests run.</summary>
    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is not null && !File.Exists(Path.Combine(folder.FullName, "PasskeyBlazor.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "screenshots");
    }
}
