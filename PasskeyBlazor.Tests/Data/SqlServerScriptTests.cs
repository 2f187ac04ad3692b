using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using PasskeyBlazor.Data.Migrations;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.SqlServer;

namespace PasskeyBlazor.Tests.Data;

/// <summary>The scripts of the migrations, read by Microsoft's grammar of T-SQL.</summary>
[Threat("DB-22")]
public sealed class SqlServerScriptTests
{
    [Theory]
    [InlineData("up", MigrationsSqlGenerationOptions.Default)]
    [InlineData("idempotent", MigrationsSqlGenerationOptions.Idempotent)]
    [InlineData("without transactions", MigrationsSqlGenerationOptions.NoTransactions)]
    [InlineData("down", MigrationsSqlGenerationOptions.Default)]
    [InlineData("idempotent down", MigrationsSqlGenerationOptions.Idempotent)]
    public void A_script_is_valid_as_a_whole_and_step_by_step(string script, MigrationsSqlGenerationOptions options)
    {
        using var schema = new SqlServerSchema.DesignTime().CreateDbContext([]);
        var migrator = schema.GetService<IMigrator>();
        string[] steps = [Migration.InitialDatabase, .. schema.Database.GetMigrations()];
        var pairs = steps.Zip(steps.Skip(1)).Append((steps[0], steps[^1]))
            .Select(pair => script.Contains("down", StringComparison.Ordinal) ? (From: pair.Item2, To: pair.Item1) : (From: pair.Item1, To: pair.Item2));

        Assert.All(pairs, pair =>
        {
            var sql = migrator.GenerateScript(pair.From, pair.To, options);

            Assert.Contains("[AccountEvents]", sql, StringComparison.Ordinal);
            Assert.Empty(Grammar.MistakesIn(sql));
        });
    }

    [Theory]
    [InlineData("CREATE TABLE IF NOT EXISTS a (b int)")] // SQLite
    [InlineData("SELECT \"a\" FROM \"b\" LIMIT 1")] // SQLite and PostgreSQL
    [InlineData("INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING")] // PostgreSQL
    [InlineData("IF 1 = 1 BEGIN EXEC(N'CREATE UNIQUE INDEX IF NOT EXISTS a ON b (c)'); END")] // in a text of a text
    public void The_grammar_finds_what_SQL_Server_does_not_know(string sql) => Assert.NotEmpty(Grammar.MistakesIn(sql));
}
