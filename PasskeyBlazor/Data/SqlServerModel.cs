using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Data;

/// <summary>What differs in the tables of SQL Server: how identifiers are compared, and the order in which rows are stored.</summary>
internal static class SqlServerModel
{
    /// <summary>Compares code by code. It still ignores spaces at the end, as every collation does: no identifier may end with one.</summary>
    public const string ExactCollation = "Latin1_General_100_BIN2";

    /// <summary>The default collation ignores case: "ada" finds "Ada". Identifiers need an exact comparison, in each table.</summary>
    private static readonly string[] Identifiers =
    [
        nameof(ExternalIdentity.Provider), nameof(ExternalIdentity.Issuer), nameof(ExternalIdentity.Subject), nameof(ExternalIdentity.EmailKey),
        nameof(User.Handle),
    ];

    public static void Apply(ModelBuilder model)
    {
        foreach (var identifier in model.Model.GetEntityTypes().SelectMany(table => table.GetProperties()).Where(p => Identifiers.Contains(p.Name)))
        {
            identifier.SetCollation(ExactCollation);
        }

        StoreBy<AccountEvent>(model, a => new { a.UserId, a.At });
        StoreBy<DeclinedOffer>(model, d => d.UserId);
        StoreBy<ExternalIdentity>(model, i => i.UserId);
        StoreBy<Passkey>(model, p => p.UserId);
        StoreBy<PendingLink>(model, l => l.ExpiresAt);
        StoreBy<Session>(model, s => s.UserId);
        StoreBy<SpentChallenge>(model, c => c.ExpiresAt);
        StoreBy<User>(model, u => u.CreatedAt);
    }

    /// <summary>
    /// Stores the rows of a table in the order in which they are read or grow. By its primary key a new row would go to any page of the
    /// table: a challenge is random, and SQL Server sorts a GUID by its last bytes, which are random in version 7 too.
    /// </summary>
    private static void StoreBy<T>(ModelBuilder model, Expression<Func<T, object?>> order)
        where T : class
    {
        var table = model.Entity<T>();
        table.Metadata.FindPrimaryKey()!.SetIsClustered(false);
        table.HasIndex(order).IsClustered();
    }
}
