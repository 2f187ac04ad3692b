using System.Collections.Concurrent;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// What people, providers and addresses may say is shown as they say it and never run: neither where the browser keeps to the
/// page's policy, nor where it knows none, so that the encoding holds by itself.
/// </summary>
[Threat("WB-03")]
public sealed class ScriptPayloadTests(BrowserFixture browser, PayloadApp payloads)
    : BrowserTest(browser, payloads.App), IClassFixture<PayloadApp>
{
    private readonly ConcurrentDictionary<int, bool> hits = [];
    private readonly TaskCompletionSource allHit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Each_payload_runs_on_a_page_that_does_not_encode_it()
    {
        var victim = await VictimAsync(hasPolicy: false);
        victim.Allow(".*", "these pages are broken in every way");
        await victim.OpenAsync("/policy");

        await victim.Page.EvaluateAsync(
            """
            pages => Promise.all(pages.map(page => new Promise(done => {
                const frame = document.createElement('iframe');
                frame.srcdoc = page;
                frame.onload = () => {
                    frame.contentDocument?.querySelectorAll('input').forEach(field => field.dispatchEvent(new Event('focus')));
                    frame.contentDocument?.querySelectorAll('a, button').forEach(element => element.click());
                    done();
                };
                document.body.append(frame);
            })))
            """,
            ScriptPayloads.BrokenPages);
        await Task.WhenAny(allHit.Task, Task.Delay(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken));

        Assert.Equal([], ScriptPayloads.BrokenPages.Where((_, number) => !hits.ContainsKey(number)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Names_of_passkeys(bool hasPolicy)
    {
        var victim = await VictimAsync(hasPolicy);
        var signedIn = await victim.SignInQuicklyAsync("grace");
        await App.KeepPasskeysAsync(signedIn.UserId, [.. ScriptPayloads.All]);

        await victim.OpenAsync("/passkeys");
        await victim.PanelSaysAsync("Add a passkey");
        await ShowsAsync(victim, ".row h3");
        await victim.Page.EvaluateAsync("document.querySelectorAll('.row-actions button:first-child').forEach(button => button.click())");
        await Expect(victim.Page.Locator(".rename:not([hidden]) .input")).ToHaveCountAsync(ScriptPayloads.All.Count);
        Assert.Equal(
            ScriptPayloads.All.Select(payload => payload.ReplaceLineEndings("")),
            await victim.Page.Locator(".rename:not([hidden]) .input").EvaluateAllAsync<string[]>("fields => fields.map(field => field.value)"));
        await NothingRanAsync(victim);
    }

    [Fact]
    public async Task Names_of_passkeys_that_are_about_to_be_removed()
    {
        var victim = await VictimAsync(hasPolicy: false);
        var signedIn = await victim.SignInQuicklyAsync("grace");
        await App.KeepPasskeysAsync(signedIn.UserId, [.. ScriptPayloads.All]);

        await victim.OpenAsync("/passkeys");
        await victim.PanelSaysAsync("Add a passkey");
        var removes = victim.Page.Locator(".row-actions button:last-child");
        await Expect(removes).ToHaveCountAsync(ScriptPayloads.All.Count);
        var title = victim.Page.Locator("#remove-title");
        foreach (var (index, payload) in ScriptPayloads.All.Index())
        {
            await removes.Nth(index).EvaluateAsync("button => button.click()");
            await Expect(title).ToHaveJSPropertyAsync("textContent", $"Remove “{payload}”?");
        }

        await NothingRanAsync(victim);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Names_of_providers(bool hasPolicy)
    {
        var victim = await VictimAsync(hasPolicy);
        await victim.OpenAsync("/sign-in");
        await ShowsAsync(victim, "[name=provider] > :last-child", "Continue with ");

        var signedIn = await victim.SignInQuicklyAsync("mallory");
        await payloads.LinkEverywhereAsync(signedIn);
        await App.KeepPasskeysAsync(signedIn.UserId, "laptop");
        await victim.OpenAsync("/account");
        await ShowsAsync(victim, "[aria-labelledby=accounts] h3 > :first-child");
        await victim.Page.GetByText("Identifiers for the operator").ClickAsync();
        await ShowsAsync(victim, "code[id^=issuer-]");
        await NothingRanAsync(victim);
        await victim.OpenAsync("/passkeys");
        await victim.PanelSaysAsync("Add a passkey");
        await victim.PressAsync("Remove laptop");
        await ShowsAsync(victim, ".methods li > span:last-child");
        await NothingRanAsync(victim);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Name_address_and_picture_of_a_person(bool hasPolicy)
    {
        var victim = await VictimAsync(hasPolicy);
        victim.Allow("img-src|404|ERR_|status of 403", "pictures that are none, and a page that may not be opened");
        var signedIn = await victim.SignInQuicklyAsync("ada");
        (string Path, string Shown)[] others = [("/", "h1"), ("/access-denied", ".lead"), ("/protected", ".notice strong"), ("/confirm?failure=Cancelled", ".fact b")];

        foreach (var (index, some) in ScriptPayloads.All.Chunk(6).Index())
        {
            var name = string.Join(' ', some);
            await payloads.NameAsync(signedIn, name);
            foreach (var (path, shown) in (IEnumerable<(string, string)>)[("/account", ".pairs dd"), others[index % others.Length]])
            {
                await victim.OpenAsync(path);
                await victim.HasAllOfThePageAsync();
                Assert.Contains(name, await victim.Page.Locator(shown).First.TextContentAsync(), StringComparison.Ordinal);
                await NothingRanAsync(victim);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Addresses(bool hasPolicy)
    {
        var victim = await VictimAsync(hasPolicy);
        victim.Allow("404", "there is no such page");

        foreach (var some in ScriptPayloads.All.Chunk(6))
        {
            var text = string.Join(' ', some);
            string[] names = ["failure", "reference", "returnUrl", "begin", "confirm"];
            await victim.OpenAsync(QueryHelpers.AddQueryString("/sign-in", names.ToDictionary(name => name, name => (string?)(name == "returnUrl" ? "/" + text : text))));
            await Expect(victim.Page.Locator("[data-ready]")).ToHaveCountAsync(1);
            await NothingRanAsync(victim);

            await victim.OpenAsync($"/x{Uri.EscapeDataString(text)}?{text.Replace("#", "", StringComparison.Ordinal)}");
            await Expect(victim.Heading).ToHaveTextAsync("There is no page here");
            await NothingRanAsync(victim);
        }
    }

    [Fact]
    [Threat("WB-04")]
    public async Task The_sheet_gets_every_name_as_data()
    {
        var victim = await VictimAsync(hasPolicy: false);
        victim.Allow("img-src|404|ERR_", "pictures that are none");
        await victim.PrepareAsync("CredentialsContainer.prototype.create = function ({ publicKey }) { window.told = publicKey; return new Promise(() => { }); }");
        var signedIn = await victim.SignInQuicklyAsync("nomail");
        var all = string.Join(' ', ScriptPayloads.All);
        await payloads.NameAsync(signedIn, all);

        await victim.OpenAsync("/");
        await victim.PressAsync("Create a passkey");
        await victim.PanelSaysAsync("Continue in the window");

        var told = await Eventually.SeeAsync( // the page may say so before the browser was asked
            () => victim.Page.EvaluateAsync<string[]?>("window.told ? [told.rp.name, told.user.name, told.user.displayName] : null"),
            names => names is not null,
            "what the sheet is told");
        Assert.Equal([all, all, all], told!);
        await NothingRanAsync(victim);
    }

    private async Task<Person> VictimAsync(bool hasPolicy)
    {
        var victim = await OpenBrowserAsync(options: new BrowserNewContextOptions { BypassCSP = !hasPolicy });
        await victim.Page.Context.ExposeFunctionAsync("hit", (int number) =>
        {
            hits[number] = true;
            if (hits.Count == ScriptPayloads.BrokenPages.Count)
            {
                allHit.TrySetResult();
            }
        });

        return victim;
    }

    /// <summary>The elements show the payloads, one each and unchanged.</summary>
    private async Task ShowsAsync(Person person, string selector, string before = "")
    {
        await person.HasAllOfThePageAsync(); // before that, the last element may not be loaded yet
        await Expect(person.Page.Locator(selector).Last).ToBeVisibleAsync();
        var shown = await person.Page.Locator(selector).EvaluateAllAsync<string[]>("elements => elements.map(element => element.textContent)");

        Assert.Equal(ScriptPayloads.All.Select(payload => before + payload), shown.Except([before + "Development", $"{App.Address}dev-idp"]));
    }

    /// <summary>Nothing was run, and nothing waits for a press.</summary>
    private async Task NothingRanAsync(Person person)
    {
        await SettleAsync(person);
        var waiting = await person.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('*')]
                .filter(element => [...element.attributes].some(({ name, value }) => name.startsWith('on')
                    || element.localName !== 'img' && /^(href|src|action|formaction|data|srcdoc)$/.test(name) && /^[\s\x00-\x1f]*(j|d|vb)[a-z\s]*:/i.test(value)))
                .map(element => element.outerHTML)
            """);

        Assert.Empty(waiting);
        Assert.Empty(hits);
    }

    /// <summary>Whatever pictures, frames and events were to run has run.</summary>
    private static async Task SettleAsync(Person person) => await person.Page.EvaluateAsync(
        """
        async () => {
            if (document.readyState !== 'complete') {
                await new Promise(loaded => addEventListener('load', loaded, { once: true }));
            }
            await new Promise(requestAnimationFrame);
            await new Promise(done => setTimeout(done));
        }
        """);
}
