using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace PasskeyBlazor.Data.Migrations;

/// <summary>The tables for SQLite. Only migrations use this context.</summary>
public sealed class SqliteSchema(DbContextOptions<SqliteSchema> options) : AppDbContext(options)
{
    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteSchema>
    {
        public SqliteSchema CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<SqliteSchema>().UseSqlite().Options);
    }
}
