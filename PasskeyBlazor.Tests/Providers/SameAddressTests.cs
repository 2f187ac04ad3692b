using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A new account's verified address belongs to another user: the sign-in stops and the app asks that user.</summary>
public class SameAddressTests(LinkingApp shared) : SameAddressTest(shared), IClassFixture<LinkingApp>
{
    [Fact]
    [Threat("OA-08")]
    public async Task A_verified_address_of_another_user_does_not_sign_in_and_changes_nothing()
    {
        var ada = await OwnerAsync();
        var before = await RowsOfAsync(ada.UserId);
        More.Claims["name"] = "Augusta";

        using var page = await ResolveAsync();

        Assert.Equal("/link?returnUrl=%2F", EndOf(page));
        Assert.Null(await Browser.WhoAsync());
        Assert.Equal(before, await RowsOfAsync(ada.UserId));
        var said = await page.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("Augusta", said);
        Assert.Contains(Home.Email, said);
        Assert.DoesNotContain($"{ada.Name}<", said); // the page does not say whose account it is
    }

    [Fact]
    [Threat("OA-10")]
    public async Task A_new_subject_with_the_same_address_at_the_same_provider_is_another_person()
    {
        var ada = await OwnerAsync();
        var before = await RowsOfAsync(ada.UserId);
        Home.Name(Guid.NewGuid().ToString("N"));
        Home.Claims["email"] = ada.Email!.ToUpperInvariant(); // recycled, and in different letter case

        using var page = await ContinueAsync(Browser, LinkingApp.Home);

        Assert.StartsWith("/link", EndOf(page));
        Assert.Null(await Browser.WhoAsync());
        Assert.Equal(before, await RowsOfAsync(ada.UserId));
    }

    [Fact]
    public async Task The_owner_signs_in_as_before_and_adds_the_account()
    {
        var ada = await OwnerAsync();
        using var offer = await ResolveAsync();

        using var back = await ContinueAsync(Browser, LinkingApp.Home, "/link?returnUrl=/account");
        var page = await back.Content.ReadAsStringAsync(Cancel);
        using var done = await SayYesAsync(Browser, "/account");

        Assert.Contains(Home.Email, page); // the page shows both sides
        Assert.Contains("More", page);
        Assert.Equal("/account", EndOf(done));
        Assert.Equal(["Home", "More"], (await IdentitiesOfAsync(ada.UserId)).Select(i => i.Provider));
        Assert.Single(await ToldAsync(ada.UserId, AccountEventKind.IdentityLinked));
        using var elsewhere = App.Browser();
        Assert.Equal(ada.UserId, (await SignInAsync(elsewhere, LinkingApp.More)).UserId);
    }

    [Fact]
    public async Task The_owner_signs_in_by_passkey_and_adds_the_account()
    {
        var (ada, authenticator) = await OwnerWithPasskeyAsync();
        using var offer = await ResolveAsync();

        using var back = await Browser.SignInWithPasskeyAsync(authenticator, returnUrl: "/link");
        using var done = await SayYesAsync(Browser);

        Assert.Equal("/accounts?done=Linked", EndOf(done));
        Assert.Equal(2, (await IdentitiesOfAsync(ada.UserId)).Count);
        authenticator.Dispose();
    }

    [Fact]
    public async Task A_person_who_continues_with_a_new_account_never_gets_the_address()
    {
        var ada = await OwnerAsync();
        using var offer = await ResolveAsync();
        var before = await RowsOfAsync(ada.UserId);

        using var end = await Browser.PostFormAsync("/link", "/session/link/new", new Dictionary<string, string> { ["returnUrl"] = "/account" });
        var other = (await Browser.WhoAsync())!;
        using var later = App.Browser();
        var again = await SignInAsync(later, LinkingApp.More);

        Assert.Equal("/account", EndOf(end));
        Assert.NotEqual(ada.UserId, other.UserId);
        Assert.Equal((other.UserId, (string?)null, (string?)null), (again.UserId, other.Email, again.Email));
        Assert.Equal(before, await RowsOfAsync(ada.UserId));
    }

    [Fact]
    public async Task A_signed_in_owner_who_continues_with_a_new_account_uses_up_the_pending_link()
    {
        var (ada, authenticator) = await OwnerWithPasskeyAsync();
        using var offer = await ResolveAsync();
        using var back = await Browser.SignInWithPasskeyAsync(authenticator, returnUrl: "/link");

        using var end = await Browser.PostFormAsync("/link", "/session/link/new");

        Assert.NotEqual(ada.UserId, (await Browser.WhoAsync())!.UserId);
        await using var db = App.OpenDatabase();
        Assert.False(await db.PendingLinks.AnyAsync(l => l.UserId == ada.UserId, Cancel));
        authenticator.Dispose();
    }

    [Fact]
    [Threat("OA-12")]
    public async Task Many_simultaneous_requests_for_a_new_account_create_one_account()
    {
        await OwnerAsync();
        using var offer = await ResolveAsync();
        var token = await TokenAsync("/link");
        var browsers = Thieves(8); // in one browser the first answer's session would refuse the others' forms

        var answers = await Task.WhenAll(browsers.Select(browser => PostAsync(browser, "/session/link/new", token)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode));
        Assert.Single(answers, answer => answer.Headers.Location!.OriginalString == "/");
        await using var db = App.OpenDatabase();
        Assert.Equal(1, await db.ExternalIdentities.CountAsync(i => i.Subject == (string)More.Claims["sub"]!, Cancel));
        Assert.False(await db.Users.AnyAsync(u => u.ExternalIdentities.Count == 0, Cancel));
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    [Threat("OA-09", "OA-19")]
    public async Task An_unproved_address_causes_no_question_and_goes_to_the_person_who_proves_it()
    {
        Home.Claims["email_verified"] = false;
        var mallory = await OwnerAsync();
        var before = await RowsOfAsync(mallory.UserId);

        using var page = await ResolveAsync(mallory.Email);
        var victim = (await Browser.WhoAsync())!;

        Assert.Equal((mallory.Email, "More"), (victim.Email, victim.Method));
        Assert.NotEqual(mallory.UserId, victim.UserId);
        Assert.Equal(before, await RowsOfAsync(mallory.UserId));
    }

    [Fact]
    [Threat("EN-04", "OA-08")]
    public async Task An_unverified_address_of_another_user_is_left_out_silently()
    {
        var ada = await OwnerAsync();
        More.Claims["email_verified"] = false;

        using var page = await ResolveAsync();
        var other = (await Browser.WhoAsync())!;

        Assert.Equal(("/", (string?)null), (EndOf(page), other.Email));
        Assert.NotEqual(ada.UserId, other.UserId);
    }

    [Fact]
    public async Task An_account_without_the_address_cannot_take_the_new_account()
    {
        var ada = await OwnerAsync();
        var before = await RowsOfAsync(ada.UserId);
        using var offer = await ResolveAsync();
        Home.Name(Guid.NewGuid().ToString("N"));

        using var back = await ContinueAsync(Browser, LinkingApp.Home, "/link");
        var mallory = (await Browser.WhoAsync())!;
        using var end = await Browser.PostFormAsync("/accounts", "/session/link");

        Assert.Contains("This address is another account", await back.Content.ReadAsStringAsync(Cancel));
        Assert.Contains("failure=ReauthenticatedAsAnother", EndOf(end));
        Assert.Single(await IdentitiesOfAsync(mallory.UserId));
        Assert.Equal(before, await RowsOfAsync(ada.UserId));
    }

    [Fact]
    public async Task A_person_who_returns_with_the_new_account_is_told_so_and_connects_without_nesting()
    {
        await OwnerAsync();
        using var first = await ResolveAsync();

        using var second = await ContinueAsync(Browser, LinkingApp.More, "/link?returnUrl=%2Faccount");
        using var back = await ContinueAsync(Browser, LinkingApp.Home, "/link?returnUrl=%2Faccount");
        using var done = await SayYesAsync(Browser, "/account");

        Assert.Equal("/sign-in?failure=SameAccountAgain&returnUrl=%2Flink%3FreturnUrl%3D%252Faccount", EndOf(second));
        Assert.Equal("/link?returnUrl=%2Faccount", EndOf(back));
        Assert.Equal("/account", EndOf(done));
    }

    [Fact]
    [Threat("OA-19", "OA-20")]
    public async Task A_new_account_s_session_is_as_recent_as_the_proof_and_not_as_the_button_press()
    {
        await OwnerAsync();
        using var offer = await ResolveAsync();
        await using var db = App.OpenDatabase();
        var provedAt = DateTimeOffset.UtcNow.AddMinutes(-6);
        await db.PendingLinks.ExecuteUpdateAsync(set => set.SetProperty(l => l.CreatedAt, provedAt), Cancel);

        using var end = await Browser.PostFormAsync("/link", "/session/link/new");

        Assert.Equal(provedAt.ToUnixTimeSeconds(), (await Browser.WhoAsync())!.AuthenticatedAt.ToUnixTimeSeconds());
        using var connecting = await ConnectAsync(Browser);
        Assert.StartsWith("/confirm", EndOf(connecting));
    }

    [Fact]
    public async Task A_person_who_refuses_both_choices_leaves_nothing_behind()
    {
        var ada = await OwnerAsync();
        using var offer = await ResolveAsync();
        var before = await RowsOfAsync(ada.UserId);

        using var end = await Browser.PostFormAsync("/link", "/session/link/drop");
        using var page = await Browser.GetAsync("/link", Cancel);

        Assert.StartsWith("/sign-in", EndOf(page));
        Assert.Equal(before, await RowsOfAsync(ada.UserId));
    }

    [Fact]
    public async Task A_pending_link_in_one_browser_does_not_exist_in_another()
    {
        await OwnerAsync();
        using var offer = await ResolveAsync();
        using var elsewhere = App.Browser();
        var ada = await SignInAsync(elsewhere);

        using var page = await elsewhere.GetAsync("/link", Cancel);
        using var end = await SayYesOnAsync(elsewhere);

        Assert.Equal("/accounts", EndOf(page));
        Assert.Contains("failure=ChallengeExpired", EndOf(end));
        Assert.Single(await IdentitiesOfAsync(ada.UserId));
    }

    [Fact]
    public async Task A_pending_link_expires_after_ten_minutes()
    {
        await OwnerAsync();
        using var offer = await ResolveAsync();
        await using (var db = App.OpenDatabase())
        {
            var now = DateTimeOffset.UtcNow;
            await db.PendingLinks.ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, now), Cancel);
        }

        using var page = await Browser.GetAsync("/link?returnUrl=/account", Cancel);

        Assert.Equal("/sign-in?returnUrl=%2Faccount&failure=ChallengeExpired", EndOf(page));
    }

    [Fact]
    [Threat("OA-17")]
    public async Task The_offer_signs_out_the_person_who_was_signed_in()
    {
        var ada = await OwnerAsync();
        Home.Name(Guid.NewGuid().ToString("N"));
        var grace = await SignInAsync(Browser);

        using var offer = await ResolveAsync(ada.Email); // in another tab, where the sign-in page was still open

        Assert.StartsWith("/link", EndOf(offer));
        Assert.Null(await Browser.WhoAsync());
        await using var db = App.OpenDatabase();
        Assert.False(await db.Sessions.AnyAsync(s => s.Id == grace.SessionId, Cancel));
    }

    [Fact]
    public async Task A_provider_s_answer_creates_one_offer()
    {
        await OwnerAsync();
        More.Claims["email"] = Home.Email;
        using var browser = StepByStep();
        using var begun = await ContinueAsync(browser, LinkingApp.More);
        using var provider = await browser.GetAsync(begun.Headers.Location, Cancel);
        using var handled = await browser.GetAsync(provider.Headers.Location, Cancel);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.GetAsync(handled.Headers.Location, Cancel)));

        Assert.Single(answers, answer => answer.Headers.Location!.OriginalString.StartsWith("/link", StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode));
    }

    private static Task<HttpResponseMessage> SayYesOnAsync(HttpClient browser) => browser.PostFormAsync("/accounts", "/session/link");
}
