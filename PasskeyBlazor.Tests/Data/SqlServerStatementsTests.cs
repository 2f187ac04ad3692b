using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.SqlServer;

namespace PasskeyBlazor.Tests.Data;

/// <summary>What the suite sends is translated for SQL Server and read, and what SQL Server cannot run is found.</summary>
[Threat("DB-23")]
public sealed class SqlServerStatementsTests : IDisposable
{
    private static readonly List<string> Notes = [];
    private static readonly SqlServerQueries Queries = new(Notes.Add); // shared: EF Core makes services of its own for each instance

    private readonly TestDatabase database = new();
    private readonly SqlServerSaves saves = new(Notes.Add);

    public SqlServerStatementsTests() => Notes.Clear();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("function", "could not be translated")]
    [InlineData("raw query", "(?s)line 1: Incorrect syntax.*LIMIT 1")]
    [InlineData("raw rows", "(?s)line 3: Incorrect syntax.*INDEXED BY")]
    [InlineData("raw condition", "(?s)line .: Incorrect syntax.*GLOB 'a")]
    public async Task A_query_that_SQL_Server_cannot_run_fails_where_it_is_sent_with_its_text(string kind, string text)
    {
        await using var db = Open();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => kind switch
        {
            "function" => db.Users.CountAsync(u => EF.Functions.Glob(u.DisplayName!, "a*"), Cancel),
            "raw query" => db.Database.SqlQueryRaw<int>("SELECT 1 AS Value LIMIT 1").ToListAsync(Cancel),
            "raw rows" => db.Users.FromSqlRaw("SELECT * FROM Users INDEXED BY IX_Users_Handle").CountAsync(Cancel),
            _ => db.SpentChallenges.FromSqlRaw("SELECT * FROM SpentChallenges WHERE 'a' GLOB 'a*'").ExecuteDeleteAsync(Cancel),
        });

        Assert.Matches(text, refused.Message);
        Assert.Equal([refused.Message], Notes);
    }

    [Fact]
    public async Task Queries_updates_and_deletions_are_translated_with_their_values_and_without()
    {
        await using var db = Open();
        var (search, wanted) = ("a", new[] { Guid.NewGuid() });

        await db.Users.AsSplitQuery().Include(u => u.Passkeys).Include(u => u.ExternalIdentities).Where(u => u.DisplayName == search).ToListAsync(Cancel);
        Assert.Equal(6, Queries.Last.Count); // users, passkeys, identities, with and without a value
        Assert.Contains("IS NULL", Queries.Last[3], StringComparison.Ordinal);

        await db.Users.Where(u => wanted.Contains(u.Id) && u.DisplayName == search).Take(3).ExecuteUpdateAsync(set => set.SetProperty(u => u.Email, search), Cancel);
        Assert.StartsWith("UPDATE ", Queries.Last[0], StringComparison.Ordinal);

        await db.SpentChallenges.OrderBy(c => c.ExpiresAt).Take(2).ExecuteDeleteAsync(Cancel);
        Assert.StartsWith("DELETE ", Queries.Last[0], StringComparison.Ordinal);

        Assert.Empty(Notes);
    }

    [Fact]
    public async Task Saves_are_repeated_with_their_changed_columns_and_their_conditions()
    {
        await using var db = Open();
        var user = new User { Handle = "x", CreatedAt = Accounts.Start };
        var passkey = NewRows.Passkey(user.Id, Accounts.Start);
        db.AddRange(user, passkey, new AccountEvent { UserId = user.Id, At = Accounts.Start, Kind = AccountEventKind.PasskeyAdded, Detail = new() { Name = "New" } });
        await db.SaveChangesAsync(Cancel);
        passkey.SignCount++;
        await db.SaveChangesAsync(Cancel);
        db.Remove(passkey);
        await db.SaveChangesAsync(Cancel);
        await db.SaveChangesAsync(Cancel);

        var statements = saves.Kinds.Values.ToList();
        Assert.Equal(3, statements.Count);
        Assert.Contains(statements, s => s.Any(sql => sql.Contains("INSERT INTO [AccountEvents]", StringComparison.Ordinal)));
        Assert.Contains(statements, s => s.Any(sql => sql.Contains("UPDATE [Passkeys] SET [SignCount] = @p0", StringComparison.Ordinal) && sql.Contains("[RevokedAt] IS NULL AND [SignCount] =", StringComparison.Ordinal)));
        Assert.Contains(statements, s => s.Any(sql => sql.Contains("DELETE FROM [Passkeys]", StringComparison.Ordinal)));
        Assert.Empty(Notes);
    }

    public void Dispose() => database.Dispose();

    private AppDbContext Open() => new(new DbContextOptionsBuilder<AppDbContext>()
        .UseSqlite(database.ConnectionString).AddInterceptors(database.Queue, Queries, saves).Options);
}
