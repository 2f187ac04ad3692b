using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>The sign-in page of a person who should sign in as before: that method comes first.</summary>
public sealed partial class EarlierMethodsTests(LinkingApp shared) : SameAddressTest(shared), IClassFixture<LinkingApp>
{
    private const string AsBefore = "/sign-in?returnUrl=%2Flink%3FreturnUrl%3D%252Faccount";

    [Fact]
    public async Task The_provider_that_the_owner_used_comes_first_and_is_the_one_primary_button()
    {
        await OwnerAsync();
        using var offer = await ResolveAsync();

        var page = await Browser.GetStringAsync(AsBefore, Cancel);

        Assert.Equal(["Home, primary, used last", "More", "passkey"], ButtonsOf(page));
        Assert.Contains($"Sign in as you did before. Then you can connect {Home.Email} of More.", page);
        Assert.DoesNotContain("choose your other account", page);
    }

    [Fact]
    public async Task It_comes_before_the_providers_that_the_operator_lists_before_it()
    {
        using var owner = App.Browser();
        await SignInAsync(owner, LinkingApp.More);
        Home.Claims["email"] = More.Email;
        using var offer = await ContinueAsync(Browser, LinkingApp.Home);

        Assert.Equal(["More, primary, used last", "Home", "passkey"], ButtonsOf(await Browser.GetStringAsync(AsBefore, Cancel)));
    }

    [Fact]
    public async Task At_the_same_provider_the_page_asks_for_the_other_account()
    {
        await OwnerAsync();
        var email = Home.Email;
        Home.Name(Guid.NewGuid().ToString("N"));
        Home.Claims["email"] = email;
        using var offer = await ContinueAsync(Browser, LinkingApp.Home);

        Assert.Contains(" of Home. At Home, choose your other account.", await Browser.GetStringAsync(AsBefore, Cancel));
    }

    [Fact]
    public async Task A_passkey_that_the_owner_used_last_comes_first()
    {
        var (_, authenticator) = await OwnerWithPasskeyAsync();
        await UseElsewhereAsync(authenticator);
        using var offer = await ResolveAsync();

        Assert.Equal(["passkey, primary, used last", "Home", "More"], ButtonsOf(await Browser.GetStringAsync(AsBefore, Cancel)));
        authenticator.Dispose();
    }

    [Fact]
    public async Task A_passkey_that_was_never_used_is_not_how_the_owner_signed_in_before()
    {
        var (_, authenticator) = await OwnerWithPasskeyAsync();
        using var offer = await ResolveAsync();

        Assert.Equal("Home, primary, used last", ButtonsOf(await Browser.GetStringAsync(AsBefore, Cancel))[0]);
        authenticator.Dispose();
    }

    [Fact]
    public async Task The_method_that_was_used_last_in_this_browser_comes_before_a_later_one_elsewhere()
    {
        var ada = await SignInAsync(Browser);
        using var authenticator = App.Authenticator();
        await App.AddPasskeyAsync(ada, authenticator);
        using var ended = await Browser.PostFormAsync("/", "/session/end");
        await UseElsewhereAsync(authenticator);
        using var offer = await ResolveAsync();

        Assert.Equal("Home, primary, used last", ButtonsOf(await Browser.GetStringAsync(AsBefore, Cancel))[0]);
    }

    [Fact]
    public async Task The_method_of_another_account_in_this_browser_does_not_count()
    {
        var (_, authenticator) = await OwnerWithPasskeyAsync();
        var email = Home.Email;
        await UseElsewhereAsync(authenticator);
        await SignInAsync(Browser, LinkingApp.More); // another person: the cookie says More
        using var ended = await Browser.PostFormAsync("/", "/session/end");
        More.Name(Guid.NewGuid().ToString("N"));
        using var offer = await ResolveAsync(email);

        Assert.Equal("passkey, primary, used last", ButtonsOf(await Browser.GetStringAsync(AsBefore, Cancel))[0]);
        authenticator.Dispose();
    }

    [Fact]
    public async Task An_owner_whose_methods_no_longer_work_gets_the_usual_order()
    {
        var ada = await OwnerAsync();
        using var offer = await ResolveAsync();
        await using var db = App.OpenDatabase();
        await db.ExternalIdentities.Where(i => i.UserId == ada.UserId).ExecuteUpdateAsync(set => set.SetProperty(i => i.Provider, "Gone"), Cancel);

        var page = await Browser.GetStringAsync(AsBefore, Cancel);

        Assert.Contains("Sign in as you did before.", page);
        Assert.Equal(["passkey, primary", "Home", "More"], ButtonsOf(page));
    }

    [Fact]
    public async Task An_address_that_two_accounts_show_leads_to_the_one_that_proved_it()
    {
        Home.Claims["email_verified"] = false;
        var mallory = await OwnerAsync(); // only claims the address
        var email = Home.Email;
        Home.Name(Guid.NewGuid().ToString("N"));
        (Home.Claims["email"], Home.Claims["email_verified"]) = (email, true);
        var (ada, authenticator) = await OwnerWithPasskeyAsync();
        await UseElsewhereAsync(authenticator);
        using var offer = await ResolveAsync(email);

        Assert.Equal((email, email), (mallory.Email, ada.Email));
        Assert.Equal("passkey, primary, used last", ButtonsOf(await Browser.GetStringAsync(AsBefore, Cancel))[0]);
        authenticator.Dispose();
    }

    [Theory]
    [Threat("SF-01")]
    [InlineData("another browser")]
    [InlineData("another page")]
    [InlineData("expired")]
    [InlineData("cancelled")]
    [InlineData("requested by a session")]
    public async Task A_visitor_who_has_not_just_proved_the_address_is_told_nothing_of_its_account(string how)
    {
        await OwnerAsync();
        using var offer = await ResolveAsync();
        using var stranger = App.Browser();
        await using var db = App.OpenDatabase();
        switch (how)
        {
            case "expired":
                await db.PendingLinks.ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, DateTimeOffset.UtcNow), Cancel);
                break;
            case "cancelled":
                (await Browser.PostFormAsync("/link", "/session/link/drop")).Dispose();
                break;
            case "requested by a session":
                await db.PendingLinks.ExecuteUpdateAsync(set => set.SetProperty(l => l.SessionId, Guid.NewGuid()), Cancel);
                break;
        }

        var page = await (how == "another browser" ? stranger : Browser).GetStringAsync(how == "another page" ? "/sign-in?returnUrl=%2Faccount" : AsBefore, Cancel);

        Assert.DoesNotContain("Sign in as you did before", page);
        Assert.DoesNotContain(Home.Email, page);
        Assert.Equal(["passkey, primary", "Home", "More"], ButtonsOf(page));
    }

    /// <summary>The sign-in methods of the page in their order, without the provider that each Debug build has.</summary>
    private static List<string> ButtonsOf(string page) =>
    [
        .. MethodButton().Matches(page).Where(button => button.Groups["provider"].Value != "Development").Select(button => (button.Groups["provider"].Success ? button.Groups["provider"].Value : "passkey")
            + (button.Value.Contains("primary", StringComparison.Ordinal) ? ", primary" : "")
            + (button.Value.Contains("used-last", StringComparison.Ordinal) ? ", used last" : "")),
    ];

    private async Task UseElsewhereAsync(SoftwareAuthenticator authenticator)
    {
        using var elsewhere = App.Browser();
        using var end = await elsewhere.SignInWithPasskeyAsync(authenticator);
        Assert.NotNull(await elsewhere.WhoAsync());
    }

    [GeneratedRegex("""<button class="button[^>]*?(?:formaction="/session/passkey"|value="(?<provider>\w+)")[^>]*>""")]
    private static partial Regex MethodButton();
}
