using Microsoft.EntityFrameworkCore.Storage;

namespace PasskeyBlazor.Data;

/// <summary>
/// A transaction in which no other writer can change the data that it has read, from its first read to its commit. Without a
/// commit, the disposal undoes all changes. Begins in <see cref="AppDbContext.BeginWriteAsync"/>.
/// </summary>
public sealed class WriteTransaction : IAsyncDisposable
{
    private readonly IDbContextTransaction transaction;
    private readonly SemaphoreSlim? line;

    /// <param name="transaction">The transaction of the database.</param>
    /// <param name="line">The semaphore where writers wait. The transaction releases it at the end.</param>
    internal WriteTransaction(IDbContextTransaction transaction, SemaphoreSlim? line)
    {
        this.transaction = transaction;
        this.line = line;
    }

    public Task CommitAsync(CancellationToken cancellationToken = default) => transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            line?.Release();
        }
    }
}
