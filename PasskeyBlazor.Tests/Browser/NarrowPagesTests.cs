using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>What must fit: the header between its menu and its full width, the tables of administrators, and long names.</summary>
public sealed class NarrowPagesTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    private const string Longest = "An authenticator with a name of one hundred characters, which is the longest that this page can keep";

    /// <summary>The lines of text in each control, and in the name of the user.</summary>
    private const string Lines = """
        within => [...document.querySelectorAll(within)].filter(part => part.checkVisibility()).map(part => {
            const ends = [];
            const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const range = document.createRange();
                range.selectNodeContents(texts.currentNode);
                if (getComputedStyle(texts.currentNode.parentElement).position !== 'absolute') {
                    ends.push(...[...range.getClientRects()].filter(box => box.width > 1).map(box => Math.round(box.bottom / 8)));
                }
            }
            return `${part.textContent.trim()}: ${new Set(ends).size}`;
        }).filter(line => !line.endsWith(': 1') && !line.endsWith(': 0'))
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Ada Lovelace")]
    [InlineData("Augusta Ada King-Noel, Countess of Lovelace, of Ockham Park and Horsley Towers")]
    [InlineData(null)]
    [Threat("NP-06")]
    public async Task The_header_is_one_line_from_its_narrowest_window_on(string? name)
    {
        var ada = await OpenAdministratorAsync(name);
        foreach (var path in (string[])["/account", "/admin"])
        {
            await ada.OpenAsync(path);
            await ada.HasAllDrawnAsync();
            foreach (var width in (int[])[768, 800, 850, 960, 1280])
            {
                await ada.Page.SetViewportSizeAsync(width, 800);

                Assert.Empty(await ada.Page.EvaluateAsync<string[]>(Lines, ".header-bar a, .header-bar button, .header-bar .who"));
                Assert.Equal(65, await ada.Page.EvaluateAsync<double>("document.querySelector('.header').getBoundingClientRect().height"));
                Assert.True(await ada.Page.EvaluateAsync<bool>("document.querySelector('.header-bar > form').getBoundingClientRect().right <= innerWidth - 16"), $"{width}");
                Assert.True(await ada.Page.EvaluateAsync<double>("document.scrollingElement.scrollWidth") <= width, $"{path} at {width}");
            }
        }

        Assert.Equal(name ?? Text.NameUnknown, await ada.Page.Locator(".header-bar .who > [title]").GetAttributeAsync("title"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/passkeys")]
    [InlineData("/account")]
    [InlineData("/activity")]
    [Threat("NP-06")]
    public async Task No_label_of_a_button_wraps_in_a_wide_window(string path)
    {
        var ada = await OpenAdministratorAsync("Ada Lovelace");
        await ada.OpenAsync(path);
        await ada.HasAllDrawnAsync();

        foreach (var width in (int[])[1280, 768])
        {
            await ada.Page.SetViewportSizeAsync(width, 800);
            Assert.Empty(await ada.Page.EvaluateAsync<string[]>(Lines, "main .button"));
        }
    }

    [Fact]
    [Threat("NP-06")]
    public async Task The_actions_of_the_home_page_stay_on_one_line_where_a_passkey_is_here()
    {
        var ada = await OpenAdministratorAsync("Ada Lovelace");
        await ada.OpenAsync("/");
        await ada.CreatePasskeyAsync();
        await ada.OpenAsync("/");
        await ada.HasAllDrawnAsync();
        await ada.PanelSaysAsync("You’re all set.");

        await ada.Page.SetViewportSizeAsync(1280, 800);
        var actions = ada.Panel.Locator(".actions > *");
        Assert.Equal(3, await actions.CountAsync());
        Assert.Equal(1, await actions.EvaluateAllAsync<int>("all => new Set(all.map(one => one.offsetTop)).size"));
        await ada.FollowAsync("Manage passkeys");
        await ada.IsAtAsync("/passkeys");
    }

    [Fact]
    [Threat("NP-04")]
    public async Task Open_fields_and_the_dialog_say_which_passkey_they_are_about()
    {
        var ada = await OpenAdministratorAsync("Ada Lovelace");
        await App.KeepPasskeysAsync((await ada.WhoAsync()).UserId, "Laptop", "Phone", "Key");
        await ada.OpenAsync("/passkeys");
        await ada.PanelSaysAsync("Add a passkey");
        await ada.PressAsync("Rename Laptop");
        await ada.PressAsync("Rename Phone");
        await Expect(ada.Page.Locator(".rename:visible")).ToHaveCountAsync(2);
        Assert.Empty(ControlNames.Mistakes(await ada.Page.ContentAsync()));

        await ada.PressAsync("Remove Key");
        await Expect(ada.Button("Remove passkey: Key")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Link, new() { Name = "Keep it" })).ToBeFocusedAsync();
        Assert.Empty(ControlNames.Mistakes(await ada.Page.ContentAsync()));
        await ada.FollowAsync("Keep it");
        await ada.CreatePasskeyAsync();
        await Expect(ada.Page.Locator(".row")).ToHaveCountAsync(4);
        Assert.Empty(ControlNames.Mistakes(await ada.Page.ContentAsync()));
    }

    [Theory]
    [InlineData("/admin")]
    [InlineData("/admin/models")]
    [InlineData("/admin/users/{ada}")]
    [InlineData("/policy")]
    [InlineData("/account")]
    [InlineData("/activity?show=passkeys")]
    [Threat("NP-06")]
    public async Task A_table_scrolls_or_stacks_and_the_page_stays_as_wide_as_the_window(string path)
    {
        var ada = await OpenAdministratorAsync("Augusta Ada King-Noel");
        var signedIn = await ada.WhoAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, Longest, new string('w', 100));
        await ada.OpenAsync(path.Replace("{ada}", $"{signedIn.UserId}", StringComparison.Ordinal));
        await ada.HasAllDrawnAsync();
        await ada.Page.EvaluateAsync("document.querySelectorAll('main details').forEach(folded => folded.open = true)");

        foreach (var width in (int[])[1280, 768, 320])
        {
            await ada.Page.SetViewportSizeAsync(width, 800);

            Assert.True(await ada.Page.EvaluateAsync<double>("document.scrollingElement.scrollWidth") <= width, $"{path} at {width}");
            Assert.True(await ada.Page.EvaluateAsync<bool>("[...document.querySelectorAll('.link-row > span')].every(label => label.offsetWidth >= 100)"), $"{path} at {width}");
            // What is cut off must be within reach: in a region that the keyboard scrolls.
            Assert.Empty(await ada.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('main *')]
                    .filter(part => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 1 && getComputedStyle(part).overflowX !== 'visible'
                        && !part.matches('.name, [tabindex="0"][role="region"], input'))
                    .map(part => part.outerHTML.slice(0, 100))
                """));
        }
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(768)]
    [InlineData(320)]
    [Threat("NP-02")]
    public async Task A_long_name_ends_with_an_ellipsis_and_is_read_in_full_by_pointer_and_keyboard(int width)
    {
        var ada = await OpenAdministratorAsync("Ada Lovelace");
        var signedIn = await ada.WhoAsync();
        foreach (var (path, name) in (IEnumerable<(string, string)>)[("/passkeys", Longest), ("/passkeys", new string('w', 100)), ($"/admin/users/{signedIn.UserId}", Longest)])
        {
            await App.KeepPasskeysAsync(signedIn.UserId, name, "Laptop");
            await ada.Page.SetViewportSizeAsync(width, 800);
            await ada.OpenAsync(path);
            await ada.HasAllDrawnAsync();
            var shown = ada.Page.Locator(".row .name").First;

            await Expect(shown).ToHaveAttributeAsync("title", name);
            Assert.True(await shown.EvaluateAsync<bool>("name => name.scrollWidth > name.clientWidth && getComputedStyle(name).textOverflow === 'ellipsis' && name.clientHeight < 30"));
            await shown.FocusAsync();
            Assert.True(await shown.EvaluateAsync<bool>("name => name.scrollWidth <= name.clientWidth && name.clientHeight > 30 || innerWidth > 1000 && name.scrollWidth <= name.clientWidth"));
            Assert.True(await ada.Page.EvaluateAsync<double>("document.scrollingElement.scrollWidth") <= width);
            await ada.Page.Locator("h1").ClickAsync();
            await shown.ClickAsync(); // a finger has no pointer that hovers
            Assert.True(await shown.EvaluateAsync<bool>("name => name.scrollWidth <= name.clientWidth"));
            Assert.Null(await ada.Page.Locator(".row .name").Last.GetAttributeAsync("tabindex")); // a short name is no stop for the Tab key
        }
    }

    private async Task<Person> OpenAdministratorAsync(string? name)
    {
        var ada = await OpenBrowserAsync();
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId);
        await using var db = App.OpenDatabase();
        await db.GiveRoleAsync(signedIn.UserId);
        await db.Users.Where(u => u.Id == signedIn.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, name), Cancel);

        return ada;
    }
}
