using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace PasskeyBlazor.Data;

/// <summary>
/// Writes the statements of a migration for SQLite so that all of them are one transaction. EF Core would commit in the middle of
/// a migration that rebuilds a table, because foreign keys can be switched off only outside a transaction. A process that is killed there
/// would leave half of the migration, and each later start would fail. The connection of the migrations has no foreign keys from the beginning.
/// </summary>
internal sealed class SqliteMigrations(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    protected override void Generate(SqlOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        if (!operation.Sql.StartsWith("PRAGMA foreign_keys", StringComparison.Ordinal))
        {
            base.Generate(operation, model, builder);
        }
    }
}
