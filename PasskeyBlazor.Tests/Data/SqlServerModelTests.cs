using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using PasskeyBlazor.Data;
using PasskeyBlazor.Data.Migrations;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Data;

/// <summary>The limits of SQL Server, and how its tables are stored, checked in the model that its migrations come from.</summary>
[Threat("DB-21")]
public sealed class SqlServerModelTests : IDisposable
{
    /// <summary>Small lists as JSON, and the keys of Data Protection. No query compares them.</summary>
    private static readonly string[] WithoutLength = ["DataProtectionKey.FriendlyName", "DataProtectionKey.Xml", "Passkey.Transports", "User.Roles"];

    /// <summary>Texts that a query compares with a value from outside, or that a unique index compares.</summary>
    private static readonly string[] Identifiers =
    [
        "ExternalIdentity.EmailKey", "ExternalIdentity.Issuer", "ExternalIdentity.Provider", "ExternalIdentity.Subject",
        "PendingLink.Issuer", "PendingLink.Provider", "PendingLink.Subject", "User.Handle",
    ];

    private readonly SqlServerSchema schema = new SqlServerSchema.DesignTime().CreateDbContext([]);

    private IReadOnlyList<IEntityType> Tables => [.. schema.GetService<IDesignTimeModel>().Model.GetEntityTypes()];

    private IEnumerable<IProperty> Texts => Tables.SelectMany(table => table.GetProperties()).Where(p => p.GetColumnType().StartsWith("nvarchar", StringComparison.Ordinal));

    [Fact]
    public void Keys_and_indexes_are_short_enough()
    {
        Assert.All(Tables.SelectMany(t => t.GetKeys()), key => Assert.InRange(Bytes(key.Properties), 1, key.IsClustered() == false ? 1_700 : 900));
        Assert.All(Tables.SelectMany(t => t.GetIndexes()), index => Assert.InRange(Bytes(index.Properties), 1, index.IsClustered() == true ? 900 : 1_700));
        Assert.Equal(1_510, Bytes(Tables.Single(t => t.ClrType == typeof(ExternalIdentity)).GetIndexes().Single(i => i.Properties.Count == 2).Properties));
    }

    [Fact]
    public void Each_table_with_random_keys_is_stored_in_another_order_that_its_rows_are_read_or_grow_in()
    {
        var random = Tables.Where(t => t.FindPrimaryKey()!.Properties.Any(p => p.ClrType == typeof(Guid) || p.ClrType == typeof(byte[])));

        var orders = random.Where(t => t.ClrType != typeof(BlockedModel)) // a few rows
            .Select(t => (Key: t.FindPrimaryKey()!, Order: Assert.Single(t.GetIndexes(), i => i.IsClustered() == true)))
            .ToDictionary(t => t.Order.DeclaringEntityType.ClrType.Name, t => (t.Key.IsClustered(), string.Join(' ', t.Order.Properties.Select(p => p.Name))));

        Assert.Equal(
            new Dictionary<string, (bool?, string)>
            {
                [nameof(AccountEvent)] = (false, "UserId At"),
                [nameof(DeclinedOffer)] = (false, "UserId"),
                [nameof(ExternalIdentity)] = (false, "UserId"),
                [nameof(Passkey)] = (false, "UserId"),
                [nameof(PendingLink)] = (false, "ExpiresAt"),
                [nameof(Session)] = (false, "UserId"),
                [nameof(SpentChallenge)] = (false, "ExpiresAt"),
                [nameof(User)] = (false, "CreatedAt"),
            },
            orders);
    }

    [Fact]
    public void Identifiers_are_compared_exactly_and_all_other_texts_as_the_database_does()
    {
        Assert.Equal(Identifiers, Texts.Where(p => p.GetCollation() == SqlServerModel.ExactCollation).Select(Name).Order());
        Assert.All(Texts.Where(p => !Identifiers.Contains(Name(p))), p => Assert.Null(p.GetCollation()));
        Assert.Empty(Tables.SelectMany(t => t.GetIndexes()).SelectMany(i => i.Properties).Where(p => p.ClrType == typeof(string)).Select(Name).Except(Identifiers));
    }

    [Fact]
    public void Texts_have_a_length_and_no_value_of_an_enumeration_is_longer()
    {
        Assert.Equal(WithoutLength, Texts.Where(p => p.GetMaxLength() is null && !p.DeclaringType.IsMappedToJson()).Select(Name).Order());
        foreach (var text in Texts.Where(p => (Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType).IsEnum))
        {
            Assert.All(Enum.GetNames(Nullable.GetUnderlyingType(text.ClrType) ?? text.ClrType), name => Assert.InRange(name.Length, 1, text.GetMaxLength()!.Value));
        }
    }

    [Fact]
    public void There_is_one_cascade_path_to_each_table_and_each_foreign_key_has_an_index()
    {
        var keys = Tables.SelectMany(t => t.GetForeignKeys()).ToList();

        Assert.All(Tables, root => Assert.All(Tables, table => Assert.InRange(Paths(root, table), 0, 1)));
        Assert.True(keys.Count >= 6);
        Assert.All(keys, key => Assert.Contains(key.DeclaringEntityType.GetIndexes(), i => i.Properties.Take(key.Properties.Count).SequenceEqual(key.Properties)));
    }

    public void Dispose() => schema.Dispose();

    private static int Paths(IEntityType root, IEntityType table) => table.GetForeignKeys()
        .Where(key => key.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull)
        .Sum(key => (key.PrincipalEntityType == root ? 1 : 0) + Paths(root, key.PrincipalEntityType));

    private static string Name(IProperty property) => $"{property.DeclaringType.ShortName()}.{property.Name}";

    /// <summary>The longest value. One without a length takes any number of bytes.</summary>
    private static int Bytes(IEnumerable<IProperty> properties) => properties.Sum(property => property.GetColumnType() switch
    {
        "uniqueidentifier" => 16,
        "bigint" => 8,
        "int" => 4,
        "bit" => 1,
        var type when type.StartsWith("nvarchar(", StringComparison.Ordinal) => 2 * (property.GetMaxLength() ?? 1_000_000),
        var type when type.StartsWith("varbinary(", StringComparison.Ordinal) => property.GetMaxLength() ?? 1_000_000,
        var type => throw new InvalidOperationException($"How long is {type}?"),
    });
}
