using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>Repeats each kind of save in a context of SQL Server, with copies of its rows: the same values, original values and changed columns.</summary>
/// <param name="note">Is told about a save that SQL Server would refuse.</param>
public sealed class SqlServerSaves(Action<string> note) : SaveChangesInterceptor
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> kinds = new();

    /// <summary>The statements of each kind of save so far.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Kinds => kinds;

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        var entries = eventData.Context!.ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        if (entries.Count > 0)
        {
            kinds.GetOrAdd(string.Join('\n', entries.Select(KindOf).Distinct().Order()), kind => SqlServerStatements.Translate(kind, db => Repeat(entries, db), note));
        }

        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) => new(SavingChanges(eventData, result));

    private static string KindOf(EntityEntry entry) =>
        $"{entry.State} {entry.Metadata.DisplayName()} {(entry.State == EntityState.Modified ? string.Join(' ', entry.Properties.Where(p => p.IsModified).Select(p => p.Metadata.Name)) : "")}";

    private static void Repeat(IEnumerable<EntityEntry> entries, DbContext db)
    {
        foreach (var entry in entries)
        {
            var copy = db.Entry(entry.CurrentValues.ToObject());
            copy.State = entry.State == EntityState.Added ? EntityState.Added : EntityState.Unchanged;
            if (entry.State == EntityState.Added)
            {
                continue;
            }

            foreach (var property in entry.OriginalValues.Properties)
            {
                copy.OriginalValues[property.Name] = entry.OriginalValues[property];
            }

            if (entry.State == EntityState.Deleted)
            {
                copy.State = EntityState.Deleted;
                continue;
            }

            foreach (var property in entry.Properties.Where(p => p.IsModified))
            {
                copy.Property(property.Metadata.Name).IsModified = true;
            }
        }

        db.SaveChanges(acceptAllChangesOnSuccess: false);
    }
}
