using Microsoft.EntityFrameworkCore.Storage;

namespace PasskeyBlazor.Data;

/// <summary>
/// A transaction from its first read to its commit, in which nobody else writes what it has read. Disposed without a commit it
/// leaves everything as it was. Begun by <see cref="AppDbContext.BeginWriteAsync"/>.
/// </summary>
public sealed class WriteTransaction : IAsyncDisposable
{
    private readonly IDbContextTransaction transaction;
    private readonly SemaphoreSlim? line;

    /// <param name="transaction">Of the database.</param>
    /// <param name="line">Where writers wait for each other; one place in it is let go at the end.</param>
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
