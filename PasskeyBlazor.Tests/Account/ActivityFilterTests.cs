using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Account;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Account;

/// <summary>The activity of one group of events, by links that need no script.</summary>
public sealed class ActivityFilterTests(TestApp app) : IClassFixture<TestApp>
{
    public static TheoryData<AccountEventKind, AccountEventGroup> Groups => new()
    {
        { AccountEventKind.SignedIn, AccountEventGroup.SignIns }, { AccountEventKind.SignedOut, AccountEventGroup.SignIns },
        { AccountEventKind.SignInRefused, AccountEventGroup.SignIns }, { AccountEventKind.Reauthenticated, AccountEventGroup.SignIns },
        { AccountEventKind.ReauthenticationRefused, AccountEventGroup.SignIns }, { AccountEventKind.SessionsEnded, AccountEventGroup.SignIns },
        { AccountEventKind.PasskeyAdded, AccountEventGroup.Passkeys }, { AccountEventKind.PasskeyRenamed, AccountEventGroup.Passkeys },
        { AccountEventKind.PasskeyRemoved, AccountEventGroup.Passkeys }, { AccountEventKind.PasskeyUnusable, AccountEventGroup.Passkeys },
        { AccountEventKind.PasskeyRevoked, AccountEventGroup.Passkeys }, { AccountEventKind.PasskeyAccepted, AccountEventGroup.Passkeys },
        { AccountEventKind.IdentityLinked, AccountEventGroup.Account }, { AccountEventKind.IdentityLinkedByEmail, AccountEventGroup.Account },
        { AccountEventKind.LinkRefused, AccountEventGroup.Account }, { AccountEventKind.IdentityUnlinked, AccountEventGroup.Account },
        { AccountEventKind.ProfileSourceChanged, AccountEventGroup.Account }, { AccountEventKind.Disabled, AccountEventGroup.Account },
        { AccountEventKind.Enabled, AccountEventGroup.Account }, { AccountEventKind.RoleGiven, AccountEventGroup.Account },
        { AccountEventKind.RoleRemoved, AccountEventGroup.Account }, { AccountEventKind.DataDownloaded, AccountEventGroup.Account },
        { AccountEventKind.AccountDeleted, AccountEventGroup.Account },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Groups))]
    [Threat("NP-09")]
    public void Each_kind_of_event_is_in_the_group_where_people_look_for_it(AccountEventKind kind, AccountEventGroup expected) =>
        Assert.Equal(expected, UserAccountEvents.GroupOf(kind));

    [Fact]
    public void The_list_has_each_kind() => Assert.Equal(Enum.GetValues<AccountEventKind>().Length, Groups.Count);

    [Theory]
    [InlineData("/activity", "All activity", 4)]
    [InlineData("/activity?show=sign-ins", "Sign-ins only", 1)]
    [InlineData("/activity?show=passkeys", "Passkeys only", 2)]
    [InlineData("/activity?show=account", "Account only", 1)]
    [InlineData("/activity?show=nonsense", "All activity", 4)]
    [InlineData("/activity?show=Passkeys", "All activity", 4)]
    [InlineData("/activity?show=1", "All activity", 4)]
    [InlineData("/activity?show=", "All activity", 4)]
    [InlineData("/activity?show=passkeys&show=account", "Passkeys only", 2)]
    [Threat("NP-09")]
    public async Task A_link_shows_one_group_and_says_which(string address, string current, int count)
    {
        using var browser = app.Browser();
        var ada = await browser.SignInAsync();
        await KeepAsync(ada.UserId, AccountEventKind.PasskeyAdded, AccountEventKind.SignedIn, AccountEventKind.PasskeyRenamed, AccountEventKind.IdentityLinked);

        var page = await browser.GetStringAsync(address, Cancel);

        Assert.Equal(count, Regex.Count(page, "<li class=\"event\">"));
        Assert.Equal(current, Regex.Match(page, "aria-label=\"(?<name>[^\"]+)\" aria-current=\"true\"").Groups["name"].Value);
        Assert.Equal(
            ["/activity", "/activity?show=sign-ins", "/activity?show=passkeys", "/activity?show=account"],
            Regex.Matches(page[page.IndexOf("<nav class=\"filter\"", StringComparison.Ordinal)..], "<a class=\"button compact\" href=\"(?<to>[^\"]+)\"").Select(link => link.Groups["to"].Value));
    }

    [Fact]
    [Threat("NP-09")]
    public async Task Older_pages_keep_the_group_and_leave_no_event_out()
    {
        using var browser = app.Browser();
        var ada = await browser.SignInAsync();
        var kinds = Enumerable.Range(0, 2 * UserAccountEvents.PageLength + 10).SelectMany(_ => (AccountEventKind[])[AccountEventKind.PasskeyAdded, AccountEventKind.SignedIn]);
        await KeepAsync(ada.UserId, [.. kinds]);

        var (address, shown, pages) = ("/activity?show=passkeys", 0, 0);
        while (address is not null)
        {
            var page = await browser.GetStringAsync(address, Cancel);
            Assert.DoesNotContain("Signed in with", page[page.IndexOf("<nav class=\"filter\"", StringComparison.Ordinal)..page.IndexOf("id=\"also\"", StringComparison.Ordinal)]);
            Assert.Contains("aria-label=\"Passkeys only\" aria-current=\"true\"", page);
            (shown, pages) = (shown + Regex.Count(page, "<li class=\"event\">"), pages + 1);
            address = Regex.Match(page, "class=\"button\" href=\"(?<to>/activity[^\"]+)\"") is { Success: true } older ? WebUtility.HtmlDecode(older.Groups["to"].Value) : null;
        }

        Assert.Equal((2 * UserAccountEvents.PageLength + 10, 3), (shown, pages));
    }

    [Fact]
    [Threat("NP-09")]
    public async Task A_group_without_events_says_so_and_shows_nothing_of_another_user()
    {
        using var grace = app.Browser();
        await KeepAsync((await grace.SignInAsync("grace")).UserId, AccountEventKind.PasskeyAdded);
        using var browser = app.Browser();
        await browser.SignInAsync("mallory");

        var page = await browser.GetStringAsync("/activity?show=passkeys", Cancel);

        Assert.Contains(Text.Activity_NoneOfGroup, page);
        Assert.DoesNotContain("Added a passkey", page);
        Assert.DoesNotContain(Text.Activity_Older, page);
    }

    /// <summary>Exactly these events, one a minute.</summary>
    private async Task KeepAsync(Guid userId, params AccountEventKind[] kinds)
    {
        await using var db = app.OpenDatabase();
        await db.AccountEvents.Where(a => a.UserId == userId).ExecuteDeleteAsync(Cancel);
        db.AccountEvents.AddRange(kinds.Select((kind, index) => new AccountEvent { UserId = userId, At = DateTimeOffset.UtcNow.AddMinutes(-index - 1), Kind = kind, Method = "Development" }));
        await db.SaveChangesAsync(Cancel);
    }
}
