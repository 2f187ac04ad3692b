using System.Reflection;
using Microsoft.Data.SqlClient;

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>Faults as SqlClient reports them. It makes its exceptions only from the answers of a server, so they are made by reflection.</summary>
public static class SqlServerErrors
{
    public const int Deadlock = 1205;
    public const int SnapshotConflict = 3960;
    public const int Broken = 10054;

    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic;

    public static SqlException Of(int number)
    {
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        var make = typeof(SqlError).GetConstructors(Hidden).MaxBy(c => c.GetParameters().Length)!;
        var values = make.GetParameters().Select(p => p.Name == "infoNumber" ? number
            : p.ParameterType == typeof(string) ? "" : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null).ToArray();
        typeof(SqlErrorCollection).GetMethod("Add", Hidden)!.Invoke(errors, [make.Invoke(values)]);
        var create = typeof(SqlException).GetMethods(Hidden).First(m => m.Name == "CreateException" && m.GetParameters().Length == 2);

        return (SqlException)create.Invoke(null, [errors, ""])!;
    }

    /// <summary>No connection of the pool was free in time.</summary>
    public static InvalidOperationException ExhaustedPool() =>
        new("Timeout expired. The timeout period elapsed prior to obtaining a connection from the pool.") { Source = typeof(SqlConnection).Assembly.GetName().Name };
}
