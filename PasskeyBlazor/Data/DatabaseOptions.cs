namespace PasskeyBlazor.Data;

/// <summary>Which database, and where. From the configuration section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>For SQLite a file below the content root when absent; for SQL Server required.</summary>
    public string? ConnectionString { get; set; }
}

/// <summary>The databases that have migrations.</summary>
public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
}
