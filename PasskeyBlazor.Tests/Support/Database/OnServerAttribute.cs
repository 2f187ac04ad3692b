namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>
/// The tests of the class use a database server: SQL Server where <see cref="SqlServer.TestSqlServer.Variable"/> names one, and a private
/// PostgreSQL otherwise. Such a class inherits its tests from the class that runs them on SQLite.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnServerAttribute : Attribute
{
    /// <summary>Whether a commit must be on the disk of PostgreSQL when it is confirmed. Slower.</summary>
    public bool IsDurable { get; init; }
}
