using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>Where a <see cref="TestDatabase"/> is: in a file or on a server.</summary>
internal abstract class StoredDatabase : IDisposable
{
    public abstract DatabaseProvider Provider { get; }

    public abstract string ConnectionString { get; }

    public abstract void Use(DbContextOptionsBuilder options);

    public abstract void Dispose();
}
