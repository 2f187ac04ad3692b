using System.Collections.Concurrent;
using System.Data;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Data;

/// <summary>The tables and the conventions they share. A request has one; a circuit lives for hours and makes one a task.</summary>
public class AppDbContext : DbContext, IDataProtectionKeyContext
{
    /// <summary>By the connection string: whoever writes to one database has no need to wait for another.</summary>
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> SqliteWriters = new();

    public AppDbContext(DbContextOptions<AppDbContext> options)
        : base(options)
    {
    }

    /// <summary>For the two contexts that migrate.</summary>
    protected AppDbContext(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<User> Users => Set<User>();

    public DbSet<ExternalIdentity> ExternalIdentities => Set<ExternalIdentity>();

    public DbSet<Passkey> Passkeys => Set<Passkey>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<PendingLink> PendingLinks => Set<PendingLink>();

    public DbSet<RefusedMake> RefusedMakes => Set<RefusedMake>();

    public DbSet<Activity> Activities => Set<Activity>();

    public DbSet<SpentChallenge> SpentChallenges => Set<SpentChallenge>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>SQLite has one writer at a time. Waiting in line here is fair and quick; waiting for its file lock is neither.</summary>
    private SemaphoreSlim SqliteWriter => SqliteWriters.GetOrAdd(Database.GetConnectionString()!, _ => new SemaphoreSlim(1));

    /// <summary>Begins a serializable transaction: what it reads is still so when it commits, or one of two that write fails.</summary>
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
        if (!Database.IsSqlite() || Database.CurrentTransaction is not null) // whoever has a transaction is the writer already
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
            // The default collation finds "Ada" where "ada" is asked for. Identifiers are compared as they are.
            string[] compared = [nameof(ExternalIdentity.Provider), nameof(ExternalIdentity.Issuer), nameof(ExternalIdentity.Subject), nameof(ExternalIdentity.EmailKey)];
            foreach (var name in compared)
            {
                modelBuilder.Entity<ExternalIdentity>().Property(name).UseCollation("Latin1_General_100_BIN2");
            }
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot compare DateTimeOffset, so both databases keep UTC ticks.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
    }
}
