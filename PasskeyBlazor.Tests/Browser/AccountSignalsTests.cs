using System.Buffers.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>When the pages signal an account to password managers (WebAuthn §5.1.10): after each change that they can know of, and only then.</summary>
public sealed class AccountSignalsTests(BrowserFixture browser) : BrowserTest(browser)
{
    /// <summary>Notes the signals of all pages of a tab, and how many there are on the page's root.</summary>
    private const string Recorder = """
        for (const name of ['signalAllAcceptedCredentials', 'signalCurrentUserDetails']) {
            PublicKeyCredential[name] = async about => {
                const all = JSON.parse(sessionStorage.signals ?? '[]');
                all.push({ signal: name, ...about });
                sessionStorage.signals = JSON.stringify(all);
                document.documentElement.dataset.signals = all.length;
                document.documentElement.dataset.listed = all.findLast(({ signal }) => signal === 'signalAllAcceptedCredentials').allAcceptedCredentialIds.length;
            };
        }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override TestApp MakeApp() => new() { Settings = { ["Passkeys:Offer"] = "true" } };

    [Theory]
    [InlineData("/")]
    [InlineData("/protected")]
    [InlineData("/sessions")]
    public async Task A_sign_in_through_a_provider_is_followed_by_one_signal_on_whichever_page_comes_first(string path)
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(Recorder);
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, "Laptop");

        await ada.OpenAsync(path);
        await ada.HasNotedAsync("signals", "2");
        var (list, names) = await LastAsync(ada);
        await using var db = App.OpenDatabase();
        Assert.Equal([Base64Url.EncodeToString((await db.Passkeys.SingleAsync(Cancel)).CredentialId)], list);
        Assert.Equal(("ada@example.com", "Ada Lovelace"), names);

        var asked = 0;
        ada.Page.Request += (_, request) => asked += request.Url.EndsWith("/api/passkeys/signal", StringComparison.Ordinal) ? 1 : 0;
        await ada.OpenAsync("/activity");
        await ada.HasAllDrawnAsync();
        await ada.Page.EvaluateAsync("navigator.locks.request('passkey-lists', () => { })");
        Assert.Equal(0, asked);
        await ada.OpenAsync("/passkeys"); // this page always does
        await ada.HasNotedAsync("signals", "4");
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/activity");
        await ada.HasNotedAsync("signals", "6");
    }

    [Theory]
    [InlineData("Ada King", "ada@example.com")]
    [InlineData("Ada Lovelace", "countess@example.com")]
    [InlineData("Ada Lovelace", null)]
    public async Task A_changed_name_or_address_is_signalled_on_the_next_page(string name, string? email)
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(Recorder);
        var signedIn = await ada.SignInQuicklyAsync();
        await ada.OpenAsync("/");
        await ada.HasNotedAsync("signals", "2");
        await using (var db = App.OpenDatabase())
        {
            await db.Users.Where(u => u.Id == signedIn.UserId)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, name).SetProperty(u => u.Email, email), Cancel);
        }

        await ada.OpenAsync("/sessions");
        await ada.HasNotedAsync("signals", "4");
        Assert.Equal((email ?? name, name), (await LastAsync(ada)).Names);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/passkeys")]
    [InlineData("/passkeys/add")]
    public async Task A_new_passkey_is_signalled_where_it_was_created(string path)
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(Recorder);
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync(path);
        await ada.HasNotedAsync("listed", "0");

        await ada.PressAsync("Create a passkey");

        await ada.HasNotedAsync("listed", "1");
    }

    /// <summary>The list is older than the passkey, and a password manager would forget it.</summary>
    [Fact]
    public async Task No_list_is_signalled_while_a_passkey_is_created()
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(Recorder);
        await ada.SignInQuicklyAsync();
        var isAsked = new TaskCompletionSource();
        var isCreated = new TaskCompletionSource();
        await ada.Page.RouteAsync("**/api/passkeys/signal", async route =>
        {
            var answer = await route.FetchAsync(); // with the list of now
            isAsked.TrySetResult();
            await isCreated.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        await Sheets.WaitForTouchAsync(ada);

        await ada.OpenAsync("/passkeys/add");
        await isAsked.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        await ada.PressAsync("Create a passkey");
        await Expect(ada.Page.Locator("[data-busy]")).ToHaveCountAsync(1);
        isCreated.SetResult();

        Assert.Null(await ada.Page.EvaluateAsync<string?>("navigator.locks.request('passkey-lists', () => sessionStorage.signals ?? null)"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/passkeys")]
    [InlineData("/passkeys/add")]
    public async Task No_list_is_signalled_in_another_tab_while_a_passkey_is_created_and_the_new_one_follows(string path)
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(Recorder);
        await Sheets.WaitForTouchAsync(ada);
        await ada.SignInQuicklyAsync();
        await ada.OpenAsync(path);
        await ada.HasNotedAsync("listed", "0");
        await ada.PressAsync("Create a passkey");
        await ada.HasNotedAsync("sheet", "open");

        ada.Allow("is not defined", "a tab begins with an empty page, which has no passkeys");
        var other = await ada.OpenTabAsync();
        await other.GotoAsync("/passkeys"); // it always signals
        Assert.Null(await other.EvaluateAsync<string?>("navigator.locks.request('passkey-lists', () => sessionStorage.signals ?? null)"));
        await ada.Page.BringToFrontAsync(); // a browser with windows creates a passkey for the page in front only
        await ada.Page.EvaluateAsync("touch()");

        await ada.HasNotedAsync("listed", "1");
    }

    [Theory]
    [InlineData("delete Storage.prototype.getItem; Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })", "2")]
    public async Task A_browser_without_storage_signals_on_the_page_of_the_passkeys(string script, string signals)
    {
        var ada = await OpenBrowserAsync();
        await ada.PrepareAsync(Recorder + script);
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/passkeys");

        await ada.HasNotedAsync("signals", signals);
    }

    /// <summary>The ids of the last signal, and its two names.</summary>
    private static async Task<(IReadOnlyList<string?> List, (string?, string?) Names)> LastAsync(Person person)
    {
        var all = (await person.Page.EvaluateAsync<JsonElement>("JSON.parse(sessionStorage.signals)")).EnumerateArray().ToList();
        Assert.Equal("signalAllAcceptedCredentials", all[^2].GetProperty("signal").GetString());

        return ([.. all[^2].GetProperty("allAcceptedCredentialIds").EnumerateArray().Select(id => id.GetString())],
            (all[^1].GetProperty("name").GetString(), all[^1].GetProperty("displayName").GetString()));
    }
}
