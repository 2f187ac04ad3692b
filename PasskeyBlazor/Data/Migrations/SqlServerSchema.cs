using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace PasskeyBlazor.Data.Migrations;

/// <summary>The tables as SQL Server keeps them. Used to migrate only.</summary>
public sealed class SqlServerSchema(DbContextOptions<SqlServerSchema> options) : AppDbContext(options)
{
    internal sealed class DesignTime : IDesignTimeDbContextFactory<SqlServerSchema>
    {
        public SqlServerSchema CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<SqlServerSchema>().UseSqlServer().Options);
    }
}
