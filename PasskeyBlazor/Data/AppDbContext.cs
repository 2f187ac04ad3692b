using System.Collections.Concurrent;
using System.Data;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Data;

/// <summary>
/// The tables and their common conventions. A request has one context. A circuit lives for hours, so it creates one context for
/// each task.
/// </summary>
public class AppDbContext : DbContext, IDataProtectionKeyContext
{
    /// <summary>One semaphore for each connection string, because writers of different databases do not block each other.</summary>
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> SqliteWriters = new();

    public AppDbContext(DbContextOptions<AppDbContext> options)
        : base(options)
    {
    }

    /// <summary>For the two derived contexts of the migrations.</summary>
    protected AppDbContext(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<User> Users => Set<User>();

    public DbSet<ExternalIdentity> ExternalIdentities => Set<ExternalIdentity>();

    public DbSet<Passkey> Passkeys => Set<Passkey>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<PendingLink> PendingLinks => Set<PendingLink>();

    public DbSet<BlockedModel> BlockedModels => Set<BlockedModel>();

    public DbSet<AccountEvent> AccountEvents => Set<AccountEvent>();

    public DbSet<SpentChallenge> SpentChallenges => Set<SpentChallenge>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>SQLite permits one writer at a time. This semaphore is fair and fast. SQLite's file lock is neither.</summary>
    private SemaphoreSlim SqliteWriter => SqliteWriters.GetOrAdd(Database.GetConnectionString()!, _ => new SemaphoreSlim(1));

    /// <summary>
    /// Begins a serializable transaction. The data that it reads cannot change before the commit, or one of two concurrent
    /// writers fails.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer, or another process writes for too long.</exception>
    public async Task<WriteTransaction> BeginWriteAsync(CancellationToken cancellationToken)
    {
        if (!Database.IsSqlite())
        {
            return new WriteTransaction(await Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken), line: null);
        }

        var writer = SqliteWriter;
        await writer.WaitAsync(cancellationToken);
        try
        {
            return new WriteTransaction(await Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken), writer);
        }
        catch
        {
            writer.Release();
            throw;
        }
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (!Database.IsSqlite() || Database.CurrentTransaction is not null) // A transaction already holds the semaphore.
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        var writer = SqliteWriter;
        await writer.WaitAsync(cancellationToken);
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        finally
        {
            writer.Release();
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);

        if (Database.IsSqlServer())
        {
            // The default collation ignores case: "ada" finds "Ada". Identifiers need an exact comparison.
            string[] compared = [nameof(ExternalIdentity.Provider), nameof(ExternalIdentity.Issuer), nameof(ExternalIdentity.Subject), nameof(ExternalIdentity.EmailKey)];
            foreach (var name in compared)
            {
                modelBuilder.Entity<ExternalIdentity>().Property(name).UseCollation("Latin1_General_100_BIN2");
            }
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot compare DateTimeOffset, so both databases store UTC ticks.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
    }
}
