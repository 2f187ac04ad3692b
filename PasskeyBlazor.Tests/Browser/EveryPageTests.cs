using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>What holds for each page and each state: nothing moves after it was drawn, no two words stick together, and no row for buttons is empty.</summary>
public sealed class EveryPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    /// <summary>Sums up the browser's own entries, of a page from its first picture on.</summary>
    private const string Shifts = """
        window.moved = 0;
        window.movers = [];
        new PerformanceObserver(list => list.getEntries().forEach(entry => {
            window.moved += entry.value;
            window.movers.push(...entry.sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 200)));
        })).observe({ type: 'layout-shift', buffered: true });
        """;

    /// <summary>Finds texts that end and begin with a letter or a digit, and stand side by side on a line without a gap.</summary>
    private const string GluedWords = """
        () => {
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const glued = [];
            let before, box;
            const isWord = character => /[\p{L}\p{N}]/u.test(character ?? '');
            const place = (node, from, to) => { const range = document.createRange(); range.setStart(node, from); range.setEnd(node, to); return range.getBoundingClientRect(); };
            while (texts.nextNode()) {
                const node = texts.currentNode;
                const { data } = node;
                if (!data.trim() || !node.parentElement.checkVisibility({ visibilityProperty: true })) {
                    continue;
                }
                const first = data.search(/\S/);
                const start = place(node, first, first + 1);
                if (before && isWord(before.trimEnd().at(-1)) && isWord(data[first]) && start.width > 0 && box.width > 0
                    && Math.abs(start.left - box.right) < 1 && start.top < box.bottom && box.top < start.bottom) {
                    glued.push(`${before.trim().slice(-30)}|${data.trim().slice(0, 30)}`);
                }
                const last = data.trimEnd().length;
                before = data;
                box = place(node, last - 1, last);
            }
            return glued;
        }
        """;

    private const string EmptyRows = "[...document.querySelectorAll('.actions, .row-actions, .stack')].filter(row => row.children.length === 0).map(row => row.outerHTML)";

    private static readonly string[] PublicPages =
    [
        "/", "/sign-in", "/sign-in?failure=Cancelled", "/sign-in?failure=PasskeyRefused", "/sign-in?failure=ProviderFailed&reference=7F3K-21QD",
        "/policy", "/no-such-page", "/error", "/account-deleted",
    ];

    private static readonly string[] Pages =
    [
        "/", "/passkeys", "/passkeys/add", "/passkeys/add?offer=true", "/passkeys/add?failure=InvalidStateError", "/passkeys/add?added={passkey}",
        "/passkeys?rename={passkey}", "/passkeys?rename={passkey}&name=", "/passkeys?done=Added&id={passkey}", "/passkeys?done=Renamed&id={passkey}", "/passkeys/remove?id={passkey}",
        "/sessions", "/sessions?ended=true", "/accounts", "/accounts?done=Linked", "/accounts?failure=LinkedToAnother", "/accounts/disconnect?id={identity}",
        "/activity", "/activity?show=passkeys", "/account", "/account?done=Shown", "/account/delete", "/protected", "/confirm", "/confirm?failure=Cancelled&reason=Add",
        "/access-denied", "/admin", "/admin?search=Ada", "/admin/users/{user}", "/admin/users/{other}?done=true", "/admin/users/{other}/disable",
        "/admin/users/{user}/remove-passkey/{passkey}", "/admin/models", "/admin/models/{model}", "/admin/models/{model}/accept",
    ];

    private static readonly string[] PagesWithoutPasskeys = ["/", "/passkeys", "/passkeys/add", "/accounts", "/account", "/activity"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override TestApp MakeApp() => new() { Settings = { ["Passkeys:Offer"] = "true" } };

    public static TheoryData<int, bool> Windows => new() { { 1280, true }, { 768, true }, { 320, true }, { 1280, false }, { 320, false } };

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Nothing_moves_and_no_words_stick_together(int width, bool hasPasskeys)
    {
        var visitor = await OpenBrowserAsync(options: new() { ViewportSize = new() { Width = width, Height = 800 } });
        visitor.Allow("the server responded with a status of (403|404|500)", "these pages have such statuses");
        await visitor.PrepareAsync(Shifts);
        foreach (var path in PublicPages)
        {
            await IsSteadyAsync(visitor, path);
        }

        var signedIn = await visitor.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, hasPasskeys ? ["Laptop", "Phone", new string('w', 100)] : []);
        await using (var db = App.OpenDatabase())
        {
            await db.GiveRoleAsync(signedIn.UserId);
        }

        foreach (var path in await AddressesAsync(signedIn.UserId, hasPasskeys))
        {
            await IsSteadyAsync(visitor, path);
        }
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task Nothing_moves_while_an_account_waits_to_be_connected(int width)
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();
        await ada.PrepareAsync(Shifts);
        await ada.Page.SetViewportSizeAsync(width, 800);
        await ada.OpenAsync("/sign-in");
        await ada.ContinueWithProviderAsync("Augusta King");

        await IsSteadyAsync(ada, "/link");
        await ada.FollowAsync("Sign in to my existing account");
        await IsSteadyAsync(ada, "/sign-in?returnUrl=%2Flink%3FreturnUrl%3D%252F");
        await ada.PressAsync("Sign in with a passkey");
        await Expect(ada.Heading).ToHaveTextAsync("Connect Development?");
        await IsSteadyAsync(ada, "/link");
    }

    [Fact]
    public async Task The_measure_sees_what_moves()
    {
        var visitor = await OpenBrowserAsync();
        await visitor.PrepareAsync(Shifts);
        await visitor.OpenAsync("/policy");
        await visitor.HasAllDrawnAsync();

        await visitor.Page.EvaluateAsync("document.querySelector('main').prepend(Object.assign(document.createElement('div'), { style: 'height: 90px' }))");

        Assert.InRange(await MovedAsync(visitor), 0.001, 1);
    }

    [Theory]
    [InlineData("<p><b>Signed in</b><time>today</time></p>", "Signed in|today")]
    [InlineData("<p>3<span>passkeys</span></p>", "3|passkeys")]
    [InlineData("<p><b>Signed in</b> <time>today</time>, <i>here</i></p><p>Then</p><p style='display: flex; gap: 8px'><b>a</b><b>b</b></p>", null)]
    public async Task The_search_finds_words_that_stick_together(string html, string? glued)
    {
        var visitor = await OpenBrowserAsync();
        await visitor.Page.SetContentAsync(html);

        Assert.Equal(glued is null ? [] : [glued], await visitor.Page.EvaluateAsync<string[]>(GluedWords));
    }

    private async Task<IEnumerable<string>> AddressesAsync(Guid userId, bool hasPasskeys)
    {
        if (!hasPasskeys)
        {
            return PagesWithoutPasskeys;
        }

        using var elsewhere = App.Browser();
        var other = await elsewhere.SignInAsync("mallory");
        await using var db = App.OpenDatabase();
        var model = new Guid("ee882879-721c-4913-9775-3dfcce97072a");
        await db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.Aaguid, model), Cancel);
        var passkey = await db.Passkeys.FirstAsync(p => p.UserId == userId, Cancel);
        var identity = await db.ExternalIdentities.FirstAsync(i => i.UserId == userId, Cancel);
        var ids = new Dictionary<string, Guid> { ["{user}"] = userId, ["{other}"] = other.UserId, ["{passkey}"] = passkey.Id, ["{identity}"] = identity.Id, ["{model}"] = model };

        return Pages.Select(page => ids.Aggregate(page, (address, id) => address.Replace(id.Key, $"{id.Value}", StringComparison.Ordinal)));
    }

    private static Task<double> MovedAsync(Person person) =>
        person.Page.EvaluateAsync<double>("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => drawn(moved)))))");

    private static async Task IsSteadyAsync(Person person, string path)
    {
        await person.OpenAsync(path);
        await person.HasAllDrawnAsync();
        await Expect(person.Heading).ToBeVisibleAsync();
        var moved = await MovedAsync(person);

        Assert.True(moved < 0.0005, $"{path} moves by {moved:0.000}: {string.Join(Environment.NewLine, await person.Page.EvaluateAsync<string[]>("movers.map(String)"))}");
        Assert.Equal((path, ""), (path, string.Join(", ", await person.Page.EvaluateAsync<string[]>(GluedWords))));
        Assert.Equal((path, ""), (path, string.Join(", ", await person.Page.EvaluateAsync<string[]>(EmptyRows))));
    }
}
