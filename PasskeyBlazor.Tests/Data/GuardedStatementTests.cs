using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>A removal of a sign-in method checks its rule in the statement itself.</summary>
public class GuardedStatementTests : IDisposable
{
    private readonly TestDatabase database = new();
    private readonly RecordedStatements statements = new();
    private readonly SignInMethods methods = new(["Home", "More"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Removals => ["passkey", "identity", "model"];

    [Theory]
    [MemberData(nameof(Removals))]
    public async Task A_removal_is_one_statement_with_its_rule_inside(string removal)
    {
        await using var db = new AppDbContext(new DbContextOptionsBuilder<AppDbContext>(database.Options).AddInterceptors(statements).Options);
        var identity = new ExternalIdentity { UserId = Guid.NewGuid(), Provider = "Home", Issuer = "https://home.example", Subject = "1", CreatedAt = Accounts.Start, LastUsedAt = Accounts.Start };

        _ = removal switch
        {
            "passkey" => await methods.Removable(db, Guid.NewGuid(), Guid.NewGuid()).ExecuteDeleteAsync(Cancel),
            "identity" => await methods.Removable(db, identity.UserId, identity).ExecuteDeleteAsync(Cancel),
            _ => await methods.RemovableOfModel(db, Guid.NewGuid()).ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, Accounts.Start), Cancel),
        };

        var (sql, isAsync) = Assert.Single(statements.All);
        Assert.True(isAsync);
        Assert.Matches("(?s)^(DELETE|UPDATE).*EXISTS.*Passkeys.*UnusableSince", sql);
        Assert.Contains("\"ExternalIdentities\"", sql[sql.IndexOf("EXISTS", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    public void Dispose() => database.Dispose();
}
