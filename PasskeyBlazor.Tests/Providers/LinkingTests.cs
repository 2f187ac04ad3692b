using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A signed-in person adds an account at another provider as a sign-in method, and no other person can do that.</summary>
public class LinkingTests(LinkingApp shared) : LinkingTest(shared), IClassFixture<LinkingApp>
{
    [Fact]
    public async Task The_new_account_becomes_a_sign_in_method_after_the_page_shows_both_sides()
    {
        var ada = await SignInAsync(Browser);
        More.Claims["name"] = "Ada at work";

        using var asked = await ConnectAsync(Browser);
        var page = await asked.Content.ReadAsStringAsync(Cancel);
        Assert.Single(await IdentitiesOfAsync(ada.UserId)); // nothing is linked yet
        using var done = await SayYesAsync(Browser);
        using var elsewhere = App.Browser();
        var other = await SignInAsync(elsewhere, LinkingApp.More);

        Assert.StartsWith("/link", EndOf(asked));
        Assert.Contains(ada.Email!, page);
        Assert.Contains("Ada at work", page);
        Assert.Contains(More.Email, page);
        Assert.Equal("/accounts?done=Linked", EndOf(done));
        Assert.Equal((ada.UserId, ada.Name, ada.Email, "More"), (other.UserId, other.Name, other.Email, other.Method)); // same profile
        var told = Assert.Single(await ToldAsync(ada.UserId, AccountEventKind.IdentityLinked));
        Assert.Equal(("More", More.Email), (told.Method, told.Detail!.Name));
        Assert.Contains(App.Log, line => line.Contains($"became a sign-in method of user {ada.UserId}", StringComparison.Ordinal) && line.Contains(told.Hash!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_provider_is_asked_who_it_is_this_time()
    {
        await SignInAsync(Browser);

        using var asked = await ConnectAsync(Browser);

        Assert.Equal(("login", "0"), ((string?)More.Asked!["prompt"], (string?)More.Asked["max_age"]));
    }

    [Fact]
    [Threat("OA-20")]
    public async Task An_old_proof_is_renewed_before_anything_begins()
    {
        var ada = await SignInAsync(Browser);
        await App.AgeSessionsAsync();

        using var end = await ConnectAsync(Browser);

        Assert.Equal("/confirm?returnUrl=%2Faccounts&reason=Link", EndOf(end));
        Assert.Single(await IdentitiesOfAsync(ada.UserId));
    }

    [Fact]
    [Threat("OA-20")]
    public async Task A_proof_that_grew_old_while_the_question_was_open_is_renewed_before_the_answer_counts()
    {
        var ada = await SignInAsync(Browser);
        using var asked = await ConnectAsync(Browser);
        var token = await TokenAsync("/link");
        await App.AgeSessionsAsync();

        using var end = await PostAsync(Browser, "/session/link", token);

        Assert.StartsWith("/confirm?returnUrl=%2Flink", EndOf(end));
        Assert.Single(await IdentitiesOfAsync(ada.UserId));
    }

    [Fact]
    [Threat("OA-11")]
    public async Task A_link_that_a_stranger_wrote_begins_nothing()
    {
        var ada = await SignInAsync(Browser);

        using var begun = await Browser.GetAsync("/session/link/provider?provider=More", Cancel);
        using var yes = await Browser.GetAsync("/session/link", Cancel);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (begun.StatusCode, yes.StatusCode));
        Assert.Single(await IdentitiesOfAsync(ada.UserId));
    }

    [Fact]
    [Threat("OA-11")]
    public async Task A_stranger_s_answer_does_not_work_in_the_victim_s_browser()
    {
        var ada = await SignInAsync(Browser);
        var before = await RowsOfAsync(ada.UserId);
        using var stranger = App.Browser(followRedirects: false);
        Home.Name(Guid.NewGuid().ToString("N"));
        using var begun = await ContinueAsync(stranger, LinkingApp.Home);
        using var provider = await stranger.GetAsync(begun.Headers.Location, Cancel);
        using var handled = await stranger.GetAsync(provider.Headers.Location, Cancel);
        using var opened = await stranger.GetAsync(handled.Headers.Location, Cancel);
        using var linking = await ConnectAsync(stranger);
        using var answer = await stranger.GetAsync(linking.Headers.Location, Cancel);

        using var end = await Browser.GetAsync(answer.Headers.Location, Cancel);

        Assert.Contains("failure=ProviderFailed", EndOf(end));
        Assert.Equal(before, await RowsOfAsync(ada.UserId));
        using var page = await Browser.GetAsync("/link", Cancel);
        Assert.Equal("/accounts", EndOf(page)); // and no link is pending there
    }

    [Fact]
    [Threat("OA-11")]
    public async Task The_next_user_in_the_same_browser_cannot_finish_what_the_last_one_began()
    {
        using var elsewhere = App.Browser();
        using var authenticator = App.Authenticator();
        var grace = await SignInAsync(elsewhere);
        await App.AddPasskeyAsync(grace, authenticator);
        Home.Name(Guid.NewGuid().ToString("N"));
        using var browser = StepByStep();
        var ada = await SignInAsync(Browser);
        using var linking = await ConnectAsync(browser);
        using var answer = await browser.GetAsync(linking.Headers.Location, Cancel);
        using var handled = await browser.GetAsync(answer.Headers.Location, Cancel);
        using var left = await Browser.PostFormAsync("/", "/session/end");
        using var next = await Browser.SignInWithPasskeyAsync(authenticator);

        using var end = await Browser.GetAsync(handled.Headers.Location, Cancel);

        Assert.Equal("/accounts?failure=ChallengeExpired", EndOf(end));
        Assert.Single(await IdentitiesOfAsync(ada.UserId));
        Assert.Single(await IdentitiesOfAsync(grace.UserId));
    }

    [Fact]
    [Threat("OA-12")]
    public async Task A_proof_works_only_once()
    {
        var ada = await SignInAsync(Browser);
        using var asked = await ConnectAsync(Browser);
        var token = await TokenAsync("/link");
        using var done = await PostAsync(Browser, "/session/link", token);
        var mine = (await IdentitiesOfAsync(ada.UserId)).Single(i => i.Provider == LinkingApp.More);
        using var gone = await PostAsync(Browser, "/session/link/end", token, ("id", mine.Id.ToString()));

        using var again = await PostAsync(Browser, "/session/link", token);

        Assert.Equal("/accounts?failure=ChallengeExpired", EndOf(again));
        Assert.Equal(["Home"], (await IdentitiesOfAsync(ada.UserId)).Select(i => i.Provider));
    }

    [Fact]
    [Threat("OA-12")]
    public async Task One_of_many_simultaneous_answers_links()
    {
        var ada = await SignInAsync(Browser);
        using var asked = await ConnectAsync(Browser);
        var token = await TokenAsync("/link");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(Browser, "/session/link", token, ("returnUrl", "/accounts"))));

        Assert.Single(answers, answer => EndOf(answer) == "/accounts?done=Linked");
        Assert.Equal(2, (await IdentitiesOfAsync(ada.UserId)).Count);
        Assert.Single(await ToldAsync(ada.UserId, AccountEventKind.IdentityLinked));
    }

    [Fact]
    [Threat("AB-08")]
    public async Task An_account_of_another_user_is_treated_like_one_that_does_not_exist()
    {
        using var elsewhere = App.Browser();
        var grace = await SignInAsync(elsewhere, LinkingApp.More);
        var hers = (await IdentitiesOfAsync(grace.UserId)).Single().Id;
        await SignInAsync(Browser);
        var token = await TokenAsync("/");
        var answers = new List<string>();

        foreach (var id in (string[])[$"{hers}", $"{hers:N}", $"{Guid.NewGuid()}", $"{Guid.Empty}", "garbage", ""])
        {
            using var end = await PostAsync(Browser, "/session/link/end", token, ("id", id));
            answers.Add($"{end.StatusCode} {EndOf(end)}");
        }

        Assert.Single(answers.Distinct());
        Assert.Single(await IdentitiesOfAsync(grace.UserId));
    }

    [Theory]
    [InlineData("sign out")]
    [InlineData("disconnect")]
    [InlineData("say no")]
    [Threat("OA-12")]
    public async Task A_proof_ends_when_its_user_signs_out_disconnects_or_says_no(string what)
    {
        var ada = await SignInAsync(Browser);
        await LinkAsync(Guid.NewGuid().ToString("N"));
        using var asked = await ConnectAsync(Browser);
        var token = await TokenAsync("/link");
        var other = (await IdentitiesOfAsync(ada.UserId)).Single(i => i.Provider == LinkingApp.More);

        using var done = what switch
        {
            "sign out" => await PostAsync(Browser, "/session/end", token),
            "disconnect" => await PostAsync(Browser, "/session/link/end", token, ("id", other.Id.ToString())),
            _ => await PostAsync(Browser, "/session/link/drop", token),
        };
        await SignInAsync(Browser);
        using var page = await Browser.GetAsync("/link", Cancel);

        Assert.Equal("/accounts", EndOf(page));
    }

    [Fact]
    [Threat("OA-11")]
    public async Task An_account_that_is_another_user_s_sign_in_method_is_refused_and_not_moved()
    {
        using var elsewhere = App.Browser();
        var grace = await SignInAsync(elsewhere, LinkingApp.More);
        var before = await RowsOfAsync(grace.UserId);
        var ada = await SignInAsync(Browser);

        using var end = await ConnectAsync(Browser);

        Assert.Equal("/accounts?failure=LinkedToAnother", EndOf(end));
        Assert.Equal(before, await RowsOfAsync(grace.UserId));
        var all = await Eventually.SeeAsync(
            () => ToldAsync(ada.UserId, AccountEventKind.LinkRefused), told => told.Count > 0, "the refusal, which is saved once the answer is sent");
        var told = Assert.Single(all);
        Assert.Contains(App.Log, line => line.Contains(told.Reference!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_says_that_an_account_is_already_connected()
    {
        await SignInAsync(Browser);

        using var end = await ConnectAsync(Browser, LinkingApp.Home);

        Assert.Equal("/accounts?failure=LinkedAlready", EndOf(end));
        Assert.Contains("connected already", await end.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Cancelling_at_the_provider_leads_back_to_the_page()
    {
        var ada = await SignInAsync(Browser);
        More.BendAnswer = answer =>
        {
            answer.Remove("code");
            answer["error"] = "access_denied";
        };

        using var end = await ConnectAsync(Browser);

        Assert.Equal("/accounts?failure=ProviderCancelled", EndOf(end));
        Assert.Single(await IdentitiesOfAsync(ada.UserId));
    }

    [Fact]
    public async Task Two_accounts_at_one_provider_are_two_sign_in_methods()
    {
        var ada = await SignInAsync(Browser);
        await LinkAsync(Guid.NewGuid().ToString("N"));
        await LinkAsync(Guid.NewGuid().ToString("N"));

        Assert.Equal(["Home", "More", "More"], (await IdentitiesOfAsync(ada.UserId)).Select(i => i.Provider));
    }

    [Fact]
    [Threat("CR-06")]
    public async Task A_disabled_account_gets_no_new_sign_in_method()
    {
        var ada = await SignInAsync(Browser);
        using var asked = await ConnectAsync(Browser);
        var token = await TokenAsync("/link");
        await using (var db = App.OpenDatabase())
        {
            var now = DateTimeOffset.UtcNow;
            await db.Users.Where(u => u.Id == ada.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, now), Cancel);
        }

        using var end = await PostAsync(Browser, "/session/link", token);

        Assert.Single(await IdentitiesOfAsync(ada.UserId));
        Assert.Null(await Browser.WhoAsync());
    }

    private async Task LinkAsync(string subject)
    {
        More.Name(subject);
        using var asked = await ConnectAsync(Browser);
        using var done = await SayYesAsync(Browser);
        More.Name(Guid.NewGuid().ToString("N"));
    }
}
