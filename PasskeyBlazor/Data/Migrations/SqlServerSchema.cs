using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace PasskeyBlazor.Data.Migrations;

/// <summary>The tables for SQL Server. Only migrations use this context.</summary>
public sealed class SqlServerSchema(DbContextOptions<SqlServerSchema> options) : AppDbContext(options)
{
    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqlServerSchema>
    {
        public SqlServerSchema CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<SqlServerSchema>().UseSqlServer().Options);
    }
}
