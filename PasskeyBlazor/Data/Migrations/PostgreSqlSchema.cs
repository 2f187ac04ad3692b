using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace PasskeyBlazor.Data.Migrations;

/// <summary>The tables for PostgreSQL. Only migrations use this context.</summary>
public sealed class PostgreSqlSchema(DbContextOptions<PostgreSqlSchema> options) : AppDbContext(options)
{
    internal sealed class DesignTime : IDesignTimeDbContextFactory<PostgreSqlSchema>
    {
        public PostgreSqlSchema CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<PostgreSqlSchema>().UseNpgsql().Options);
    }
}
