using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using PasskeyBlazor.Data.Migrations;

namespace PasskeyBlazor.Data;

/// <summary>Registers the configured database.</summary>
public static class DatabaseServices
{
    /// <summary>How long a statement waits for SQLite's single writer. After that it fails, and the user must try again.</summary>
    internal static readonly TimeSpan SqliteBusy = TimeSpan.FromSeconds(5);

    public static WebApplicationBuilder AddDatabase(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        switch (options.Provider)
        {
            case DatabaseProvider.SqlServer:
                AddSqlServer(builder.Services, options.ConnectionString);
                break;
            case DatabaseProvider.PostgreSql:
                AddPostgreSql(builder.Services, options.ConnectionString);
                break;
            case DatabaseProvider.Sqlite:
                AddSqlite(builder.Services, options.ConnectionString, builder.Environment);
                break;
            default: // a number is a value of the enumeration for the binder
                throw new InvalidOperationException($"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)} is \"{options.Provider}\". It must be Sqlite, SqlServer or PostgreSQL.");
        }

        builder.AddKnownSection(DatabaseOptions.Section, typeof(DatabaseOptions));
        builder.AddSettings<AccountEventOptions>(AccountEventOptions.Section);
        builder.Services.AddHostedService<ExpiredRows>();

        return builder;
    }

    private static void AddSqlServer(IServiceCollection services, string? configured)
    {
        if (InvariantMode.IsOn)
        {
            throw new InvalidOperationException(
                $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)} is SqlServer. Its client needs ICU and does not work in globalization-invariant mode (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT).");
        }

        var connection = ReadRequired<SqlConnectionStringBuilder>(configured, "SQL Server").ToString();
        Add<SqlServerSchema>(
            services,
            (_, db) => db.UseSqlServer(connection, AsItIs),
            db => db.UseSqlServer(connection, AsItIs).ConfigureWarnings(log => log.Log((RelationalEventId.AcquiringMigrationLock, LogLevel.Warning)))); // it may wait here
    }

    private static void AddPostgreSql(IServiceCollection services, string? configured)
    {
        var postgres = ReadRequired<NpgsqlConnectionStringBuilder>(configured, "PostgreSQL");
        if (string.IsNullOrWhiteSpace(postgres.Host))
        {
            throw new InvalidOperationException($"{DatabaseOptions.ConnectionKey} names no Host.");
        }

        var connection = postgres.ToString();
        Add<PostgreSqlSchema>(services, (_, db) => db.UseNpgsql(connection, AsItIs), db => db.UseNpgsql(connection, AsItIs));
    }

    /// <summary>The default strategy puts faults that may pass into an exception that is none of the database.</summary>
    private static void AsItIs<TBuilder, TExtension>(RelationalDbContextOptionsBuilder<TBuilder, TExtension> database)
        where TBuilder : RelationalDbContextOptionsBuilder<TBuilder, TExtension>
        where TExtension : RelationalOptionsExtension, new() => database.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies));

    private static void AddSqlite(IServiceCollection services, string? configured, IHostEnvironment environment)
    {
        var sqlite = Read<SqliteConnectionStringBuilder>(configured ?? "Data Source=App_Data/passkeyblazor.db");
        if (sqlite.DataSource is "" or ":memory:" || sqlite.Mode == SqliteOpenMode.Memory)
        {
            throw new InvalidOperationException(
                $"{DatabaseOptions.ConnectionKey} names a database in memory. Accounts and Data Protection keys would be lost at every restart.");
        }

        if (sqlite.Password.Length > 0)
        {
            throw new InvalidOperationException($"{DatabaseOptions.ConnectionKey} has a password. The app cannot open an encrypted SQLite database.");
        }

        sqlite.DataSource = Path.GetFullPath(sqlite.DataSource, environment.ContentRootPath);
        if (Path.GetDirectoryName(sqlite.DataSource) is null)
        {
            throw new InvalidOperationException($"{DatabaseOptions.ConnectionKey} names a folder. It must name a file.");
        }

        sqlite.DefaultTimeout = (int)SqliteBusy.TotalSeconds;
        var connection = sqlite.ToString();
        sqlite.ForeignKeys = false; // see SqliteMigrations
        sqlite.Pooling = false; // an idle connection would hold the file open
        var connectionOfMigrations = sqlite.ToString();

        services.AddSingleton(new SqliteWriteQueue()); // an instance, which stays usable for the last write while the server stops
        Add<SqliteSchema>(
            services,
            (provider, db) => db.UseSqlite(connection).AddInterceptors(provider.GetRequiredService<SqliteWriteQueue>()),
            db => db.UseSqlite(connectionOfMigrations).ReplaceService<IMigrationsSqlGenerator, SqliteMigrations>()
                .ConfigureWarnings(log => log.Throw(RelationalEventId.NonTransactionalMigrationOperationWarning)));
    }

    private static void Add<TSchema>(
        IServiceCollection services, Action<IServiceProvider, DbContextOptionsBuilder> use, Action<DbContextOptionsBuilder> useForMigrations)
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
        services.AddDbContext<TSchema>(db =>
        {
            useForMigrations(db);

            // An error ends the start, with one line.
            db.ConfigureWarnings(log => log.Log((RelationalEventId.CommandError, LogLevel.Debug), (RelationalEventId.ConnectionError, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug)));
        });
        services.AddScoped(provider => new Schema(provider.GetRequiredService<TSchema>()));
    }

    private static T ReadRequired<T>(string? configured, string database)
        where T : DbConnectionStringBuilder, new() =>
        string.IsNullOrWhiteSpace(configured) ? throw new InvalidOperationException($"{DatabaseOptions.ConnectionKey} is missing. {database} needs one.") : Read<T>(configured);

    private static T Read<T>(string connectionString)
        where T : DbConnectionStringBuilder, new()
    {
        try
        {
            return new T { ConnectionString = connectionString };
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            // The message of the fault may contain a part of a password with a semicolon in it.
            throw new InvalidOperationException($"{DatabaseOptions.ConnectionKey} is wrong: it must be pairs of a known word and a value, with ; between them.", fault);
        }
    }

    /// <summary>The context with the migrations of the configured database.</summary>
    internal sealed record Schema(AppDbContext Context);
}
