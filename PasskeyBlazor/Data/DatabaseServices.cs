using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data.Migrations;

namespace PasskeyBlazor.Data;

/// <summary>Registers the configured database and updates its schema.</summary>
public static partial class DatabaseServices
{
    /// <summary>How long a statement waits for SQLite's single writer. After that it fails, and the user must try again.</summary>
    internal static readonly TimeSpan SqliteBusy = TimeSpan.FromSeconds(5);

    public static WebApplicationBuilder AddDatabase(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        if (options.Provider == DatabaseProvider.SqlServer)
        {
            var connectionString = options.ConnectionString
                ?? throw new InvalidOperationException("Database:ConnectionString is missing. SQL Server needs one.");
            Add<SqlServerSchema>(builder.Services, (_, db) => db.UseSqlServer(connectionString));
        }
        else
        {
            var connectionString = SqliteConnectionString(options.ConnectionString, builder.Environment);
            builder.Services.AddSingleton(new SqliteWriteQueue()); // an instance, which stays usable for the last write while the server stops
            Add<SqliteSchema>(builder.Services, (provider, db) => db.UseSqlite(connectionString).AddInterceptors(provider.GetRequiredService<SqliteWriteQueue>()));
        }

        builder.AddKnownSection(DatabaseOptions.Section, typeof(DatabaseOptions));
        builder.AddSettings<AccountEventOptions>(AccountEventOptions.Section);
        builder.Services.AddHostedService<ExpiredRows>();

        return builder;
    }

    /// <summary>
    /// Creates or updates the tables in Development and with <c>--migrate</c>. Otherwise it only checks the schema, and the app
    /// does not start when the schema does not match this version. A wrong schema would fail later with worse errors.
    /// </summary>
    /// <returns>Whether the app should run now. With <c>--migrate</c> the app ends after the migration.</returns>
    public static async Task<bool> PrepareDatabaseAsync(this WebApplication app, string[] args)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var migrate = args.Contains("--migrate");
        var schema = scope.ServiceProvider.GetRequiredService<Schema>().Context;

        if (migrate || app.Environment.IsDevelopment())
        {
            await schema.Database.MigrateAsync();
            if (migrate)
            {
                LogUpToDate(app.Logger);
            }

            return !migrate;
        }

        // Report errors in the configuration before errors in the database.
        app.Services.GetRequiredService<IStartupValidator>().Validate();

        var pending = await schema.Database.GetPendingMigrationsAsync();
        var known = schema.Database.GetMigrations();
        var unknown = (await schema.Database.GetAppliedMigrationsAsync()).Except(known);
        if (pending.Any())
        {
            // The message contains the path, because a relative path depends on the folder where the app starts.
            throw new InvalidOperationException($"The database {schema.Database.GetDbConnection().DataSource} is not up to date. Start the app once with --migrate.");
        }

        if (unknown.Any())
        {
            throw new InvalidOperationException("The database was made by a newer version of the app.");
        }

        return true;
    }

    private static void Add<TSchema>(IServiceCollection services, Action<IServiceProvider, DbContextOptionsBuilder> use)
        where TSchema : AppDbContext
    {
        services.AddDbContextFactory<AppDbContext>((provider, db) =>
        {
            use(provider, db);

            // These errors are expected: a unique key or a concurrency token rejects the second of two answers. The code that
            // saves logs the reason. The stack trace of EF Core adds nothing.
            db.ConfigureWarnings(log => log.Log(
                (RelationalEventId.CommandError, LogLevel.Debug),
                (CoreEventId.SaveChangesFailed, LogLevel.Debug),
                (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug)));
        });
        services.AddDbContext<TSchema>((provider, db) =>
        {
            use(provider, db);

            // SQLite rebuilds a table to change it, with foreign keys switched off. The warning of EF Core sounds like data
            // loss, but it is harmless.
            db.ConfigureWarnings(log => log.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning));
        });
        services.AddScoped(provider => new Schema(provider.GetRequiredService<TSchema>()));
    }

    private static string SqliteConnectionString(string? configured, IHostEnvironment environment)
    {
        var sqlite = new SqliteConnectionStringBuilder(configured ?? "Data Source=App_Data/passkeyblazor.db");
        if (sqlite.DataSource is "" or ":memory:" || sqlite.Mode == SqliteOpenMode.Memory)
        {
            throw new InvalidOperationException(
                "Database:ConnectionString names a database in memory. Accounts and Data Protection keys would be lost at every restart.");
        }

        sqlite.DataSource = Path.GetFullPath(sqlite.DataSource, environment.ContentRootPath);
        sqlite.DefaultTimeout = (int)SqliteBusy.TotalSeconds;
        Directory.CreateDirectory(Path.GetDirectoryName(sqlite.DataSource)!);

        return sqlite.ToString();
    }

    [LoggerMessage(LogLevel.Information, "The database is up to date.")]
    private static partial void LogUpToDate(ILogger logger);

    internal sealed record Schema(AppDbContext Context);
}
