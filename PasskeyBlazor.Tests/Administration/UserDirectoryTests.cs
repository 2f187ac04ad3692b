using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Administration;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>The list of users: ordered, complete, searchable by name and address, and fast with many users.</summary>
public partial class UserDirectoryTests : IAsyncDisposable
{
    private static readonly Guid Model = Guid.Parse("01020304-0506-0708-0102-030405060708");

    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private UserDirectory Users => accounts.Get<UserDirectory>();

    [Fact]
    public async Task A_row_shows_what_the_account_has()
    {
        var ada = await accounts.SignInAsAdministratorAsync();
        await accounts.AddPasskeyAsync(ada);
        await accounts.AskAsync(db => db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, Accounts.Start), Cancel));
        await accounts.AddPasskeyAsync(ada);

        var row = Assert.Single(await Users.ListAsync(null, null, Cancel));

        Assert.Equal((ada.UserId, "Ada", 1, (DateTimeOffset?)Accounts.Start, false), (row.Id, row.Name, row.Passkeys, row.LastSignInAt, row.IsDisabled));
        Assert.Equal(["Example"], row.Providers);
        Assert.Equal([Roles.Administrator], row.Roles);
    }

    [Fact]
    public async Task The_pages_show_every_user_once_and_users_who_never_signed_in_last()
    {
        await accounts.Database.AddManyAsync(60, Model);
        await accounts.AskAsync(db => db.Users.Where(u => EF.Functions.Like(u.DisplayName, "%7")).ExecuteUpdateAsync(set => set.SetProperty(u => u.LastSignInAt, (DateTimeOffset?)null), Cancel));

        var all = new List<UserRow>();
        for (UserCursor? after = null; ;)
        {
            var page = await Users.ListAsync(null, after, Cancel);
            all.AddRange(page.Take(UserDirectory.PageLength));
            if (page.Count <= UserDirectory.PageLength)
            {
                break;
            }

            after = UserCursor.Parse(new UserCursor(all[^1].LastSignInAt, all[^1].Id).ToString()); // as in the next page's address
        }

        Assert.Equal(60, all.Select(u => u.Id).Distinct().Count());
        Assert.Equal(60, all.Count);
        Assert.Equal(all.OrderByDescending(u => u.LastSignInAt).Select(u => u.LastSignInAt), all.Select(u => u.LastSignInAt));
        Assert.All(all.TakeLast(6), u => Assert.Null(u.LastSignInAt));
    }

    [Theory]
    [InlineData("number 3", "Number 3")]
    [InlineData("NUMBER3@", "Number 3")]
    [InlineData("  Number 3 ", "Number 3")]
    [InlineData("50%", "50% [off]_now\\")]
    [InlineData("[off]", "50% [off]_now\\")]
    [InlineData("]_n", "50% [off]_now\\")]
    [InlineData("w\\", "50% [off]_now\\")]
    [InlineData("%", "50% [off]_now\\")]
    [InlineData("_umber")]
    [InlineData("[0-9]")]
    [InlineData("' OR 1=1 --")]
    public async Task A_search_finds_the_typed_text_and_treats_no_character_as_a_wildcard(string typed, params string[] expected)
    {
        await accounts.Database.AddManyAsync(5, Model);
        await using (var db = accounts.Database.CreateContext())
        {
            db.Users.Add(new User { Handle = "x", DisplayName = "50% [off]_now\\", CreatedAt = Accounts.Start });
            await db.SaveChangesAsync(Cancel);
        }

        var found = (await Users.ListAsync(typed, null, Cancel)).Select(u => u.Name).ToList();

        Assert.Equal(expected, found);
        Assert.Equal(found.Count, await Users.CountAsync(typed, Cancel));
    }

    [Fact]
    public async Task A_person_without_a_name_is_listed_and_found_by_address()
    {
        await accounts.Database.AddManyAsync(1, Model);
        await using (var db = accounts.Database.CreateContext())
        {
            db.Users.Add(new User { Handle = "x", Email = "x@example.net", CreatedAt = Accounts.Start });
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Contains(await Users.ListAsync(null, null, Cancel), u => u.Name is null);
        Assert.Equal([null], (await Users.ListAsync("x@example.net", null, Cancel)).Select(u => u.Name));
        Assert.Single(await Users.ListAsync("number 0", null, Cancel));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("1-garbage")]
    [InlineData("-1-00000000000000000000000000000000")]
    [InlineData("9223372036854775807-00000000000000000000000000000000")]
    public void An_invalid_cursor_means_the_first_page(string? text) => Assert.Null(UserCursor.Parse(text));

    [Fact]
    public async Task The_figures_count_accounts_and_open_sessions()
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);
        await accounts.SignInWithPasskeyAsync();
        var grace = await accounts.SignInAsync("Grace");
        await accounts.AskAsync(db => db.Users.Where(u => u.Id == grace.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, Accounts.Start), Cancel));

        Assert.Equal(new UserCounts(Users: 2, WithPasskey: 1, SignedIn: 1, Sessions: 2, Disabled: 1), await Users.CountAsync(Cancel));
        accounts.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(new UserCounts(Users: 2, WithPasskey: 1, SignedIn: 0, Sessions: 0, Disabled: 1), await Users.CountAsync(Cancel));
    }

    [Fact]
    public async Task A_page_of_ten_thousand_users_needs_few_commands_and_is_ordered_by_the_index()
    {
        await using var app = new TestApp { Settings = { ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "Information" } };
        await app.Database.AddManyAsync(10_000, Model);
        using var browser = app.Browser();
        await app.SignInAsAdministratorAsync(browser);
        await browser.GetStringAsync("/admin", Cancel); // prepares the queries

        foreach (var address in (string[])["/admin", "/admin?search=number", $"/admin?after={new UserCursor(Accounts.Start.AddMinutes(2_500), Guid.Empty)}"])
        {
            var before = app.Log.Count;
            var page = await browser.GetStringAsync(address, Cancel);
            var commands = app.Log.Skip(before).Where(line => line.Contains("Executed DbCommand", StringComparison.Ordinal)).ToList();

            Assert.Equal(UserDirectory.PageLength, Row().Count(page));
            Assert.InRange(commands.Count, 3, 4); // the session, the figures, the page, and how many were found
            await OrderComesFromTheIndexAsync(app, commands.Single(c => c.Contains("LIMIT", StringComparison.Ordinal) && c.Contains("\"DisplayName\"", StringComparison.Ordinal) && c.Contains("ORDER BY", StringComparison.Ordinal)));
        }
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    /// <summary>A plan that sorts all rows for each page would say "USE TEMP B-TREE FOR ORDER BY" and name no index.</summary>
    private static async Task OrderComesFromTheIndexAsync(TestApp app, string logged)
    {
        await using var db = app.OpenDatabase();
        await db.Database.OpenConnectionAsync(Cancel);
        await db.Database.ExecuteSqlRawAsync("ANALYZE", Cancel); // without figures a server guesses that there are few rows
        await using var explain = db.Database.GetDbConnection().CreateCommand();
        explain.CommandText = (app.Database.Provider == DatabaseProvider.Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + logged[logged.IndexOf("SELECT", StringComparison.Ordinal)..];
        foreach (var name in Parameter().Matches(explain.CommandText).Select(match => match.Value).Distinct())
        {
            var parameter = explain.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, name.TrimEnd('0') switch
            {
                "@pattern" => "%number%",
                "@moment" => Accounts.Start.UtcTicks,
                "@id" => Guid.Empty,
                _ => 26,
            });
            explain.Parameters.Add(parameter);
        }

        var plan = new List<string>();
        await using var rows = await explain.ExecuteReaderAsync(Cancel);
        while (await rows.ReadAsync(Cancel))
        {
            plan.Add(rows.GetString(rows.FieldCount - 1));
        }

        Assert.Contains(plan, step => step.Contains("IX_Users_LastSignInAt", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();

    [GeneratedRegex("""<th scope="row">""")]
    private static partial Regex Row();
}
