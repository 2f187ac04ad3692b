namespace PasskeyBlazor.Data;

/// <summary>The kind of database and its connection. From the configuration section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    public const string ConnectionKey = $"{Section}:{nameof(ConnectionString)}";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Optional for SQLite: the default is a file below the content root. Required for the others.</summary>
    public string? ConnectionString { get; set; }
}

/// <summary>The databases that have migrations.</summary>
public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
    PostgreSql,
}
