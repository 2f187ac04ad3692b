using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support.SqlServer;
using Xunit.v3;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>A separate and migrated database for one test: a SQLite file, or a database of a server in a class with <see cref="OnServerAttribute"/>.</summary>
public sealed class TestDatabase : IDbContextFactory<AppDbContext>, IDisposable
{
    private readonly StoredDatabase stored;

    public TestDatabase()
        : this(Server is { } server ? ServerDatabase.New(server.IsDurable) : new SqliteDatabase())
    {
    }

    private TestDatabase(StoredDatabase stored)
    {
        this.stored = stored;
        var options = new DbContextOptionsBuilder<AppDbContext>();
        stored.Use(options);
        if (Provider == DatabaseProvider.Sqlite)
        {
            options.AddInterceptors(SqlServerStatements.Interceptors); // what only PostgreSQL knows is not translated
        }

        Options = options.Options;
    }

    public DatabaseProvider Provider => stored.Provider;

    /// <summary>Of SQLite.</summary>
    public string FilePath => ((SqliteDatabase)stored).FilePath;

    public string ConnectionString => stored.ConnectionString;

    /// <summary>For an app under test: its settings of this database.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
        [new("Database:Provider", $"{Provider}"), new("Database:ConnectionString", ConnectionString)];

    /// <summary>Of SQLite.</summary>
    internal SqliteWriteQueue Queue => ((SqliteDatabase)stored).Queue;

    public DbContextOptions<AppDbContext> Options { get; }

    private static OnServerAttribute? Server => (TestContext.Current.TestClass as IXunitTestClass)?.Class.GetCustomAttribute<OnServerAttribute>();

    public AppDbContext CreateContext() => new(Options);

    AppDbContext IDbContextFactory<AppDbContext>.CreateDbContext() => CreateContext();

    /// <summary>For an app under test: on SQLite, its writers and those of the test wait for each other.</summary>
    public void Share(IServiceCollection services)
    {
        if (stored is SqliteDatabase file)
        {
            services.AddSingleton(file.Queue);
            services.ConfigureDbContext<AppDbContext>(db => db.AddInterceptors(SqlServerStatements.Interceptors));
        }
    }

    public void Dispose() => stored.Dispose();
}
