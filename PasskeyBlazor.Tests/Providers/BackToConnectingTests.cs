using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.SignIn;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A person who should sign in as before loses neither the waiting account nor the page they were going to.</summary>
public sealed class BackToConnectingTests(LinkingApp shared) : SameAddressTest(shared), IClassFixture<LinkingApp>
{
    private const string Connecting = "/link?returnUrl=%2Fprotected%3Fday%3D1%26of%3Dmay";
    private const string SaidSo = "/sign-in?failure=SameAccountAgain&returnUrl=%2Flink%3FreturnUrl%3D%252Fprotected%253Fday%253D1%2526of%253Dmay";

    [Theory]
    [InlineData(Connecting)] // from the sign-in page that shows the earlier method first
    [InlineData("/protected?day=1&of=may")] // from a new sign-in page
    public async Task The_same_account_again_is_said_so_and_the_person_still_connects_it(string returnUrl)
    {
        var ada = await OwnerAsync();
        using var offer = await StopAsync();
        var before = await ExpiryAsync();

        using var again = await ContinueAsync(Browser, LinkingApp.More, returnUrl);
        var page = await again.Content.ReadAsStringAsync(Cancel);
        using var back = await ContinueAsync(Browser, LinkingApp.Home, Connecting);
        using var done = await SayYesAsync(Browser, "/protected?day=1&of=may");

        Assert.Equal(SaidSo, EndOf(again));
        Assert.Contains("That is the same account again.", page);
        Assert.Contains("Sign in as you did before.", page);
        Assert.Contains($"href=\"{Connecting}\"", page); // all choices are still there
        Assert.True(await ExpiryAsync() is null && before is not null);
        Assert.Equal((Connecting, "/protected?day=1&of=may"), (EndOf(back), EndOf(done)));
        Assert.Equal(2, (await IdentitiesOfAsync(ada.UserId)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Each_time_says_so_and_begins_the_ten_minutes_anew(int times)
    {
        await OwnerAsync();
        using var offer = await StopAsync();
        await using var db = App.OpenDatabase();
        var soon = DateTimeOffset.UtcNow.AddMinutes(1);
        await db.PendingLinks.ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, soon), Cancel);

        for (var time = 0; time < times; time++)
        {
            using var again = await ContinueAsync(Browser, LinkingApp.More, Connecting);
            Assert.Equal(SaidSo, EndOf(again));
        }

        Assert.True(await ExpiryAsync() > soon.AddMinutes(5));
    }

    [Theory]
    [InlineData("another account")]
    [InlineData("expired")]
    [InlineData("cancelled")]
    [InlineData("another owner")]
    public async Task An_account_that_is_not_the_waiting_one_is_asked_about(string how)
    {
        await OwnerAsync();
        using var offer = await StopAsync();
        await using var db = App.OpenDatabase();
        switch (how)
        {
            case "another account":
                More.Name(Guid.NewGuid().ToString("N"));
                break;
            case "expired":
                await db.PendingLinks.ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, DateTimeOffset.UtcNow), Cancel);
                break;
            case "cancelled":
                (await Browser.PostFormAsync("/link", "/session/link/drop")).Dispose();
                break;
            default:
                Home.Name(Guid.NewGuid().ToString("N"));
                await OwnerAsync();
                break;
        }

        using var asked = await ResolveAsync(returnUrl: Connecting);

        Assert.Equal(Connecting, EndOf(asked));
        Assert.Contains("You may have an account here", await asked.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    [Threat("SF-02")]
    public async Task An_address_that_says_so_without_a_waiting_account_shows_the_usual_page()
    {
        var page = await Browser.GetStringAsync(SaidSo, Cancel);

        Assert.DoesNotContain("same account again", page);
        Assert.Contains("A passkey signs you in with your fingerprint", page);
    }

    [Fact]
    public async Task Waiting_too_long_for_the_sign_in_is_said_and_leads_to_where_the_person_was_going()
    {
        var ada = await OwnerAsync();
        using var offer = await StopAsync();
        await using var db = App.OpenDatabase();
        await db.PendingLinks.ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, DateTimeOffset.UtcNow), Cancel);

        using var back = await ContinueAsync(Browser, LinkingApp.Home, Connecting);
        using var pressed = await SayYesOnAsync("/protected?day=1");

        foreach (var (page, address, next) in ((HttpResponseMessage, string, string)[])[(back, Connecting, "/protected?day=1&amp;of=may"), (pressed, "/link?returnUrl=%2Fprotected%3Fday%3D1", "/protected?day=1")])
        {
            var said = await page.Content.ReadAsStringAsync(Cancel);
            Assert.Equal(address, EndOf(page));
            Assert.Contains("Nothing is waiting to be connected", said);
            Assert.Contains($"href=\"{next}\"", said);
        }

        Assert.Single(await IdentitiesOfAsync(ada.UserId));
    }

    [Fact]
    public async Task An_owner_who_is_disabled_is_refused_and_the_choices_remain()
    {
        var ada = await OwnerAsync();
        using var offer = await StopAsync();
        await using var db = App.OpenDatabase();
        await db.Users.Where(u => u.Id == ada.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, DateTimeOffset.UtcNow), Cancel);

        using var refused = await ContinueAsync(Browser, LinkingApp.Home, Connecting);
        var said = await refused.Content.ReadAsStringAsync(Cancel);
        using var created = await Browser.PostFormAsync(Connecting, "/session/link/new", new Dictionary<string, string> { ["returnUrl"] = "/account" });

        Assert.StartsWith("/sign-in?failure=AccountDisabled&returnUrl=%2Flink", EndOf(refused));
        Assert.Contains("This account is disabled.", said);
        Assert.Contains($"href=\"{Connecting}\"", said);
        Assert.Equal("/account", EndOf(created));
        Assert.NotEqual(ada.UserId, (await Browser.WhoAsync())!.UserId);
    }

    [Fact]
    public async Task Another_person_who_signs_in_reads_so_and_the_owner_connects_after_that()
    {
        var ada = await OwnerAsync();
        var (subject, email) = ((string)Home.Claims["sub"]!, Home.Email);
        using var offer = await StopAsync();
        Home.Name(Guid.NewGuid().ToString("N"));

        using var other = await ContinueAsync(Browser, LinkingApp.Home, Connecting);
        var said = await other.Content.ReadAsStringAsync(Cancel);
        using var ended = await Browser.PostFormAsync(Connecting, "/session/end", new Dictionary<string, string> { ["returnUrl"] = Connecting });
        Home.Name(subject);
        Home.Claims["email"] = email;
        using var back = await ContinueAsync(Browser, LinkingApp.Home, Connecting);
        using var done = await SayYesAsync(Browser, "/account");

        Assert.Contains("This address is another account", said);
        Assert.Equal((Connecting, Connecting, "/account"), (EndOf(ended), EndOf(back), EndOf(done)));
        Assert.Equal(2, (await IdentitiesOfAsync(ada.UserId)).Count);
    }

    [Theory]
    [InlineData("access_denied")]
    [InlineData("server_error")]
    public async Task A_failure_at_the_provider_leads_back_to_the_page_with_the_earlier_method(string error)
    {
        await OwnerAsync();
        using var offer = await StopAsync();
        Home.BendAnswer = answer => (answer["error"], answer["code"]) = (error, null);
        using var failed = await ContinueAsync(Browser, LinkingApp.Home, Connecting);
        Home.BendAnswer = _ => { };

        Assert.Contains("Sign in as you did before.", await failed.Content.ReadAsStringAsync(Cancel));
        using var back = await ContinueAsync(Browser, LinkingApp.Home, Connecting);
        Assert.Equal(Connecting, EndOf(back));
    }

    [Fact]
    public async Task A_press_without_a_session_leads_back_to_connecting_after_a_sign_in()
    {
        await OwnerAsync();
        using var offer = await StopAsync();
        using var browser = StepByStep();

        using var pressed = await browser.PostFormAsync("/sign-in", "/session/link", new Dictionary<string, string> { ["returnUrl"] = "/account" });

        Assert.Equal("/sign-in?failure=SignedOut&returnUrl=%2Flink%3FreturnUrl%3D%252Faccount", pressed.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/link?returnUrl=%2Faccount", "/link?returnUrl=%2Fpasskeys%2Fadd%3FreturnUrl%3D%252Faccount%26offer%3Dtrue")]
    [InlineData("/link", "/link?returnUrl=%2Fpasskeys%2Fadd%3FreturnUrl%3D%252F%26offer%3Dtrue")]
    [InlineData("/link?returnUrl=%2Fpasskeys%2Fadd%3FreturnUrl%3D%252Faccount", "/link?returnUrl=%2Fpasskeys%2Fadd%3FreturnUrl%3D%252Faccount")]
    [InlineData("/linked", "/passkeys/add?returnUrl=%2Flinked&offer=true")]
    public void The_offer_of_a_passkey_comes_after_connecting(string wanted, string expected) => Assert.Equal(expected, AddPasskeyAddress.Offer(wanted).Url);

    [Fact]
    public void An_offer_for_which_the_address_has_no_room_is_left_out()
    {
        var wanted = LinkAddress.For("/protected?" + string.Concat(Enumerable.Repeat("%C3%A4", 160)));

        Assert.Equal(wanted, AddPasskeyAddress.Offer(wanted).Url);
    }

    private Task<HttpResponseMessage> StopAsync() => ResolveAsync(returnUrl: "/protected?day=1&of=may");

    private Task<HttpResponseMessage> SayYesOnAsync(string returnUrl) =>
        Browser.PostFormAsync("/accounts", "/session/link", new Dictionary<string, string> { ["returnUrl"] = returnUrl });

    /// <summary>When the pending link of the test expires; null when there is none.</summary>
    private async Task<DateTimeOffset?> ExpiryAsync()
    {
        await using var db = App.OpenDatabase();

        return await db.PendingLinks.Where(l => l.Subject == (string)More.Claims["sub"]!).Select(l => (DateTimeOffset?)l.ExpiresAt).SingleOrDefaultAsync(Cancel);
    }
}
