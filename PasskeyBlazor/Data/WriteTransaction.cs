using Microsoft.EntityFrameworkCore.Storage;

namespace PasskeyBlazor.Data;

/// <summary>
/// A transaction whose data cannot change between its first read and its commit, or one of two concurrent writers fails. Without
/// a commit, the disposal undoes all changes. Begins in <see cref="AppDbContext.BeginWriteAsync"/>.
/// </summary>
public sealed class WriteTransaction : IAsyncDisposable
{
    private readonly IDbContextTransaction transaction;
    private readonly IDisposable? turn;

    /// <param name="transaction">The transaction of the database.</param>
    /// <param name="turn">The turn in the <see cref="SqliteWriteQueue"/>, which ends with the transaction. Null for a server.</param>
    internal WriteTransaction(IDbContextTransaction transaction, IDisposable? turn)
    {
        this.transaction = transaction;
        this.turn = turn;
    }

    public Task CommitAsync(CancellationToken cancellationToken = default) => transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        using (turn)
        {
            await transaction.DisposeAsync();
        }
    }
}
