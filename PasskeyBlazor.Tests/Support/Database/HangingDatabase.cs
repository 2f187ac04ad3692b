using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data.Migrations;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>Lets each statement about the schema wait, like a disk that does not answer: the thread is blocked, and no cancellation helps.</summary>
public sealed class HangingDatabase : DbCommandInterceptor, IDisposable
{
    private readonly ManualResetEventSlim open = new(initialState: true);
    private int count;

    /// <summary>How many statements have begun.</summary>
    public int Count => count;

    public void Add(IServiceCollection services) => services.ConfigureDbContext<SqliteSchema>(db => db.AddInterceptors(this));

    public void Hang() => open.Reset();

    public void Continue() => open.Set();

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Wait();
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Wait();
        return ValueTask.FromResult(result);
    }

    public void Dispose() => open.Dispose();

    private void Wait()
    {
        Interlocked.Increment(ref count);
        open.Wait();
    }
}
