using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>
/// Each control of each page says what it acts on. The account has what is hard to tell apart: sessions of one browser in one minute,
/// passkeys of one model, accounts without names at one provider, and namesakes.
/// </summary>
public sealed class ControlNamesTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly Guid[] Models = [new("cb69481e-8ff7-4039-93ec-0a2729a154a8"), new("ee882879-721c-4913-9775-3dfcce97072a"), Guid.NewGuid(), Guid.NewGuid()];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/sign-in?failure=Cancelled")]
    [InlineData("/policy")]
    [InlineData("/no-such-page")]
    [InlineData("/error")]
    [InlineData("/account-deleted")]
    [Threat("NP-04")]
    public async Task A_public_page_has_no_misleading_control(string address)
    {
        using var visitor = app.Browser();

        await HasNoMistakeAsync(visitor, address);
    }

    [Fact]
    [Threat("NP-04")]
    public async Task No_page_of_a_full_account_has_a_misleading_control()
    {
        using var ada = app.Browser();
        var (owner, other, identity, passkey) = await FillAsync(ada);

        foreach (var address in (string[])[
            "/", "/account", "/account?failure=NotThere", "/account/delete", "/passkeys", "/passkeys/add", "/passkeys/add?offer=true", "/sessions", "/sessions?ended=true",
            "/accounts", $"/accounts/disconnect?id={identity}", "/activity", "/activity?show=passkeys", "/protected", "/access-denied", "/confirm?reason=Add",
            "/admin", "/admin?search=Grace", "/admin/models", $"/admin/models/{Models[0]}", $"/admin/models/{Models[2]}", $"/admin/models/{Models[1]}/accept",
            $"/admin/users/{owner}", $"/admin/users/{other}", $"/admin/users/{other}/disable", $"/admin/users/{other}/end-sessions", $"/admin/users/{other}/give-role",
            $"/admin/users/{owner}/remove-passkey/{passkey}",
        ])
        {
            await HasNoMistakeAsync(ada, address);
        }
    }

    [Fact]
    [Threat("NP-04")]
    public async Task A_session_is_ended_by_its_browser_and_its_time()
    {
        using var grace = app.Browser();
        var signedIn = await grace.SignInAsync("grace");
        var today = DateTimeOffset.UtcNow.Date;
        await AddSessionsAsync(signedIn.UserId, new(today.AddHours(10).AddMinutes(14), TimeSpan.Zero), new(today.AddDays(-3).AddHours(10).AddMinutes(14), TimeSpan.Zero));

        var page = await grace.GetStringAsync("/sessions", Cancel);

        Assert.Equal(2, page.Split("aria-label=\"End session: Firefox on Windows, 10:14 UTC").Length - 1);
        Assert.Contains("aria-label=\"End session: Firefox on Windows, 10:14 UTC (2)\"", page);
        Assert.Contains($"aria-label=\"End session: Firefox on Windows, {today.AddDays(-3):d MMMM yyyy}, 10:14 UTC\"", page);
    }

    [Theory]
    [InlineData("""<a href="/a">Passkeys</a><a href="/b">Passkeys</a>""", "Different things")]
    [InlineData("""<form action="/x"><button name="id" value="1">End</button><button name="id" value="2">End</button></form>""", "Different things")]
    [InlineData("""<form action="/x"><input type="hidden" name="id" value="1"><button>Go</button></form><form action="/x"><input type="hidden" name="id" value="2"><button>Go</button></form>""", "Different things")]
    [InlineData("""<button type="button">Rename</button><button type="button">rename</button>""", "Different things")]
    [InlineData("""<button type="button"><svg aria-hidden="true">x</svg></button>""", "No name")]
    [InlineData("""<ul><li class="row"><h3>Laptop</h3><button>Remove</button></li></ul>""", "Not of its row")]
    [InlineData("""<button aria-label="End session: Firefox">Sign out</button>""", "Does not say")]
    [InlineData("""<a href="/a">Passkeys</a><a href="/a">Passkeys</a>""", null)]
    [InlineData("""<ul><li class="row"><h3>Laptop</h3><button aria-label="Remove Laptop">Remove</button></li></ul>""", null)]
    public void The_check_finds_each_mistake(string html, string? expected)
    {
        var mistakes = ControlNames.Mistakes(html);

        Assert.Equal(expected is null, mistakes.Count == 0);
        Assert.All(mistakes, mistake => Assert.StartsWith(expected!, mistake, StringComparison.Ordinal));
    }

    private static async Task HasNoMistakeAsync(HttpClient browser, string address)
    {
        using var answer = await browser.GetAsync(address, Cancel);
        var mistakes = ControlNames.Mistakes(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.True(mistakes.Count == 0, $"{address}: {string.Join(Environment.NewLine, mistakes)}");
    }

    private async Task<(Guid Owner, Guid Other, Guid Identity, Guid Passkey)> FillAsync(HttpClient ada)
    {
        var owner = (await app.SignInAsAdministratorAsync(ada)).UserId;
        using var elsewhere = app.Browser();
        var other = (await elsewhere.SignInAsync("nomail")).UserId;
        await AddSessionsAsync(owner, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(-1));
        await using var db = app.OpenDatabase();
        foreach (var number in (int[])[1, 2, 3])
        {
            db.ExternalIdentities.Add(new ExternalIdentity
            {
                UserId = owner,
                Provider = "Development",
                Issuer = "https://provider.example",
                Subject = $"nameless {number}",
                CreatedAt = DateTimeOffset.UtcNow.AddDays(-number),
                LastUsedAt = DateTimeOffset.UtcNow,
            });
            db.Users.Add(new User { Handle = $"{Guid.NewGuid()}", DisplayName = number == 1 ? null : "Grace Hopper", CreatedAt = DateTimeOffset.UtcNow, Email = number == 2 ? null : "grace@example.com" });
            db.Users.Add(new User { Handle = $"{Guid.NewGuid()}", DisplayName = "Grace Hopper", CreatedAt = DateTimeOffset.UtcNow });
        }

        db.Passkeys.AddRange(Models.SelectMany(model => (Passkey[])[NewRows.Passkey(owner, DateTimeOffset.UtcNow, null, model), NewRows.Passkey(owner, DateTimeOffset.UtcNow, null, model)]));
        db.BlockedModels.AddRange(Models[1..3].Select(model => new BlockedModel { Aaguid = model, At = DateTimeOffset.UtcNow }));
        await db.SaveChangesAsync(Cancel);

        return (owner, other, (await db.ExternalIdentities.FirstAsync(i => i.UserId == owner, Cancel)).Id, (await db.Passkeys.FirstAsync(p => p.UserId == owner, Cancel)).Id);
    }

    /// <summary>Two sessions of one browser at each moment.</summary>
    private async Task AddSessionsAsync(Guid userId, params DateTimeOffset[] moments)
    {
        await using var db = app.OpenDatabase();
        var identity = await db.ExternalIdentities.FirstAsync(i => i.UserId == userId, Cancel);
        db.Sessions.AddRange(moments.SelectMany(moment => Enumerable.Range(0, 2).Select(_ => new Session
        {
            UserId = userId,
            ExternalIdentityId = identity.Id,
            Browser = "Firefox",
            System = "Windows",
            CreatedAt = moment,
            AuthenticatedAt = moment,
            LastSeenAt = moment,
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
        })));
        await db.SaveChangesAsync(Cancel);
    }
}
