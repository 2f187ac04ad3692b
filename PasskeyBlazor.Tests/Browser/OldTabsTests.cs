using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A tab that a person comes back to, after another tab of the same browser signed out or in.</summary>
public sealed class OldTabsTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    private const string ShownAgain = "document.dispatchEvent(new Event('visibilitychange'))";
    private const string KeptAndShown = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))";

    [Theory]
    [InlineData("/", ShownAgain)]
    [InlineData("/account", KeptAndShown)]
    [InlineData("/passkeys", ShownAgain)]
    [InlineData("/passkeys/add?returnUrl=/account", ShownAgain)]
    [InlineData("/policy", KeptAndShown)]
    [Threat("OT-06")]
    public async Task A_page_that_is_shown_again_after_a_sign_out_shows_nothing_of_the_person(string page, string happens)
    {
        var ada = await OpenSignedInAsync(page);

        await SignOutInAnotherTabAsync(ada);
        await ada.Page.EvaluateAsync(happens);

        await Expect(ada.Page.Locator("body[data-user]")).ToHaveCountAsync(0);
        await Expect(ada.Page.GetByText("Ada")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/account")]
    [InlineData("/passkeys")]
    [Threat("OT-06")]
    public async Task A_page_that_is_shown_again_becomes_the_page_of_the_person_who_is_signed_in_now(string page)
    {
        var ada = await OpenSignedInAsync(page);

        var grace = await ada.SignInQuicklyAsync("grace");
        await ada.Page.EvaluateAsync(ShownAgain);

        await Expect(ada.Page.Locator($"body[data-user='{grace.UserId}']")).ToHaveCountAsync(1);
        await Expect(ada.Page.GetByText("Ada")).ToHaveCountAsync(0);
        await ada.IsAtAsync(page);
    }

    [Fact]
    public async Task A_page_of_the_same_person_asks_once_each_time_and_stays()
    {
        var ada = await OpenSignedInAsync("/account");
        var asked = 0;
        ada.Page.Request += (_, request) => asked += request.Url.EndsWith("/api/session", StringComparison.Ordinal) ? 1 : 0;
        await ada.Page.EvaluateAsync("document.body.dataset.same = 'page'");

        await ada.SignInQuicklyAsync(); // a new session of the same user
        await AnsweredAsync(ada, $"{KeptAndShown}; {ShownAgain}");
        await AnsweredAsync(ada, ShownAgain);

        await Expect(ada.Page.Locator("body[data-same=page]")).ToHaveCountAsync(1);
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_page_that_gets_no_answer_stays(int status)
    {
        var ada = await OpenSignedInAsync("/account");
        ada.Allow($"status of {status}", "the server does not answer");
        await ada.Page.RouteAsync("**/api/session", route => route.FulfillAsync(new() { Status = status, Body = "" }));
        await ada.Page.EvaluateAsync("document.body.dataset.same = 'page'");

        await AnsweredAsync(ada, ShownAgain);

        await Expect(ada.Page.Locator("body[data-same=page]")).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/policy")]
    public async Task A_page_of_a_visitor_has_no_such_script(string page)
    {
        var visitor = await OpenBrowserAsync();

        await visitor.OpenAsync(page);
        await visitor.HasAllOfThePageAsync();

        await Expect(visitor.Page.Locator("script[src*='session'], body[data-user]")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("half a name")]
    [InlineData("an open sheet")]
    [Threat("OT-07")]
    public async Task What_a_person_is_doing_is_not_lost(string doing)
    {
        var ada = await OpenSignedInAsync("/passkeys", "laptop");
        if (doing == "half a name")
        {
            await ada.PressAsync("Rename laptop");
            await ada.Page.GetByRole(AriaRole.Textbox).FillAsync("deskt");
        }
        else
        {
            await ada.Page.EvaluateAsync("void (navigator.credentials.create = () => new Promise(() => {}))");
            await ada.PressAsync("Create a passkey");
            await Expect(ada.Page.Locator("[data-state=Working]")).ToHaveCountAsync(1);
        }

        await ada.Page.EvaluateAsync("document.body.dataset.same = 'page'");
        await SignOutInAnotherTabAsync(ada);
        await AnsweredAsync(ada, ShownAgain);

        await Expect(ada.Page.Locator("body[data-same=page]")).ToHaveCountAsync(1);
    }

    private async Task<Person> OpenSignedInAsync(string page, params string[] passkeys)
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("status of 401.*|status of 403.*", "that is the answer to a person who is signed out, or who is no administrator");
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, passkeys);
        await using (var db = App.OpenDatabase())
        {
            await db.GiveRoleAsync(signedIn.UserId);
        }

        await ada.OpenAsync(page);
        await ada.HasAllDrawnAsync();

        return ada;
    }

    /// <summary>Comes back when the page has the answer.</summary>
    private static async Task AnsweredAsync(Person person, string happens)
    {
        await person.Page.RunAndWaitForResponseAsync(() => person.Page.EvaluateAsync(happens), "**/api/session");
        await person.Page.EvaluateAsync("fetch('/favicon.svg').then(() => new Promise(done => setTimeout(done)))");
    }

    private static async Task SignOutInAnotherTabAsync(Person person)
    {
        var other = await person.OpenTabAsync();
        await other.GotoAsync("/policy");
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(other.GetByText("Not signed in")).ToBeVisibleAsync();
    }
}
