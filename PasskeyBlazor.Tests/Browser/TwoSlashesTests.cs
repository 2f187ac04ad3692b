using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>
/// An address of this app whose path begins with two slashes, as a browser resolves it. As a link, the path alone would be the address of
/// another site.
/// </summary>
public sealed class TwoSlashesTests(BrowserFixture browser) : BrowserTest(browser)
{
    /// <summary>Where each link, form, style and script of the page leads.</summary>
    private const string Hosts =
        """
        () => [...document.querySelectorAll('[href], [action], [formaction], [src]')]
            .flatMap(e => ['href', 'action', 'formaction', 'src'].filter(name => e.hasAttribute(name)).map(name => new URL(e.getAttribute(name), document.baseURI).host))
        """;

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("//evil.example/me?x=//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("/..//evil.example")]
    [InlineData("/a/..//evil.example")]
    [InlineData("/%2e//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [Threat("PR-10")]
    public async Task The_page_that_is_not_there_has_no_link_to_another_site(string path)
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("404", "there is no such page");

        await ada.OpenAsync(App.Address.AbsoluteUri.TrimEnd('/') + path);
        await ada.HasAllOfThePageAsync();
        var address = ada.Page.Url;

        await IsAllHereAsync(ada);
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = Text.Shell_SkipToContent }).FocusAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        Assert.Equal(address + "#main", ada.Page.Url); // the same page: nothing is loaded
    }

    [Fact]
    [Threat("PR-10")]
    public async Task A_page_that_offers_to_try_again_stays_on_the_site()
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("503|404", "the database is out of order");
        await ada.SignInQuicklyAsync();
        await using var db = App.OpenDatabase();
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE Sessions RENAME TO Lost", TestContext.Current.CancellationToken);

        await ada.OpenAsync(App.Address.AbsoluteUri + "/evil.example?x=1");
        await ada.HasAllOfThePageAsync();
        await IsAllHereAsync(ada);
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE Lost RENAME TO Sessions", TestContext.Current.CancellationToken);
        await ada.FollowAsync(Text.Panel_TryAgain);

        await ada.IsAtAsync("/.//evil.example?x=1");
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("/..//evil.example")]
    [InlineData("/a/../..//evil.example")]
    [InlineData("/%2F/evil.example")]
    [InlineData("/\u00e9/..//evil.example")]
    [Threat("PR-10")]
    public async Task A_return_address_leads_to_no_other_site_by_a_link_or_a_redirect(string returnUrl)
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("404", "some of these pages are not there");
        await ada.SignInQuicklyAsync();

        await ada.OpenAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl)); // a redirect, because the person is signed in
        await ada.HasAllOfThePageAsync();
        await IsAllHereAsync(ada);
        await App.AgeSessionsAsync();
        await ada.OpenAsync("/confirm?returnUrl=" + Uri.EscapeDataString(returnUrl));
        await ada.HasAllOfThePageAsync();
        await IsAllHereAsync(ada);
    }

    private async Task IsAllHereAsync(Person person)
    {
        var hosts = await person.Page.EvaluateAsync<string[]>(Hosts);

        Assert.NotEmpty(hosts);
        Assert.All(hosts, host => Assert.Equal(App.Address.Authority, host));
        Assert.Equal(App.Address.Authority, new Uri(person.Page.Url).Authority);
    }
}
