using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data.Migrations;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

public sealed class SqliteMigrationsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Each rebuilds a table, which EF Core does in pieces.</summary>
    public static TheoryData<MigrationOperation> Rebuilds =>
    [
        new AlterColumnOperation { Table = "Users", Name = "DisplayName", ClrType = typeof(string), IsNullable = true, OldColumn = new AddColumnOperation { ClrType = typeof(string) } },
        new DropForeignKeyOperation { Table = "Passkeys", Name = "FK_Passkeys_Users_UserId" },
        new AddCheckConstraintOperation { Table = "Sessions", Name = "CK_Sessions", Sql = "1 = 1" },
    ];

    [Theory]
    [Threat("ST-01")]
    [MemberData(nameof(Rebuilds))]
    public async Task A_migration_that_rebuilds_a_table_leaves_nothing_when_it_stops_before_its_end(MigrationOperation rebuild)
    {
        await using var accounts = new Accounts();
        var session = await accounts.SignInAsync();
        await accounts.AddPasskeyAsync(session);
        await using var schema = accounts.CreateScope().ServiceProvider.GetRequiredService<SqliteSchema>();
        var model = schema.GetService<IDesignTimeModel>().Model;
        MigrationOperation[] migration = [new SqlOperation { Sql = "CREATE TABLE Before (Id INTEGER)" }, rebuild];
        var statements = schema.GetService<IMigrationsSqlGenerator>().Generate(migration, model);
        await using var alone = new SqliteSchema(new DbContextOptionsBuilder<SqliteSchema>().UseSqlite(accounts.Database.ConnectionString).Options);
        Assert.Contains(alone.GetService<IMigrationsSqlGenerator>().Generate(migration, model), statement => statement.TransactionSuppressed); // what EF Core does
        Assert.DoesNotContain(statements, statement => statement.TransactionSuppressed);
        Assert.Contains(statements, statement => statement.CommandText.Contains("ef_temp_", StringComparison.Ordinal));
        var end = schema.GetService<IMigrationsSqlGenerator>().Generate([new SqlOperation { Sql = "SELECT * FROM Missing" }], model); // as if killed before the row of the history

        await Assert.ThrowsAsync<SqliteException>(() => schema.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync([.. statements, .. end], schema.GetService<IRelationalConnection>(), Cancel));

        Assert.Equal(0, await schema.Database.SqlQueryRaw<int>("SELECT count(*) AS Value FROM sqlite_master WHERE name = 'Before'").SingleAsync(Cancel));
    }

    [Theory]
    [MemberData(nameof(Rebuilds))]
    public async Task A_rebuilt_table_keeps_the_rows_that_refer_to_it(MigrationOperation rebuild)
    {
        await using var accounts = new Accounts();
        var session = await accounts.SignInAsync();
        await accounts.AddPasskeyAsync(session);
        await using var schema = accounts.CreateScope().ServiceProvider.GetRequiredService<SqliteSchema>();
        var statements = schema.GetService<IMigrationsSqlGenerator>().Generate([rebuild], schema.GetService<IDesignTimeModel>().Model);

        await schema.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(statements, schema.GetService<IRelationalConnection>(), Cancel);

        await using var db = accounts.Database.CreateContext();
        Assert.Equal((1, 1, 1), (await db.Users.CountAsync(Cancel), await db.Passkeys.CountAsync(Cancel), await db.Sessions.CountAsync(Cancel)));
    }
}
