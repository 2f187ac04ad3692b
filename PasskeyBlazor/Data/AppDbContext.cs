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
    private readonly SqliteWriteQueue? queue;

    public AppDbContext(DbContextOptions<AppDbContext> options)
        : this((DbContextOptions)options)
    {
    }

    /// <summary>For the derived contexts of the migrations.</summary>
    protected AppDbContext(DbContextOptions options)
        : base(options) => queue = SqliteWriteQueue.In(options);

    public DbSet<User> Users => Set<User>();

    public DbSet<ExternalIdentity> ExternalIdentities => Set<ExternalIdentity>();

    public DbSet<Passkey> Passkeys => Set<Passkey>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<PendingLink> PendingLinks => Set<PendingLink>();

    public DbSet<DeclinedOffer> DeclinedOffers => Set<DeclinedOffer>();

    public DbSet<BlockedModel> BlockedModels => Set<BlockedModel>();

    public DbSet<AccountEvent> AccountEvents => Set<AccountEvent>();

    public DbSet<SpentChallenge> SpentChallenges => Set<SpentChallenge>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Whether a transaction of this context has taken a turn in the queue.</summary>
    private bool HasTurn => Database.CurrentTransaction is not null;

    /// <summary>
    /// Begins a serializable transaction. The data that it reads cannot change before the commit, or one of two concurrent
    /// writers fails.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer, another process writes for too long, or a server
    /// ends one of two transactions that block each other.</exception>
    public async Task<WriteTransaction> BeginWriteAsync(CancellationToken cancellationToken)
    {
        var turn = queue is null ? null : await queue.WaitAsync(cancellationToken);
        try
        {
            return new WriteTransaction(await Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken), turn);
        }
        catch
        {
            turn?.Dispose();
            throw;
        }
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        using var turn = queue is null || HasTurn ? null : await queue.WaitAsync(cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        using var turn = queue is null || HasTurn ? null : queue.Wait();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);

        if (Database.IsSqlServer())
        {
            SqlServerModel.Apply(modelBuilder);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot compare DateTimeOffset, so all databases store UTC ticks.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
    }
}
