namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>A real SQL Server, where an environment variable names one. Without it, its tests say that they were skipped.</summary>
public static class TestSqlServer
{
    public const string Variable = "PASSKEYBLAZOR_TEST_SQLSERVER";

    public static string ConnectionString
    {
        get
        {
            var connection = Environment.GetEnvironmentVariable(Variable);
            Assert.SkipWhen(string.IsNullOrEmpty(connection), $"{Variable} does not hold the connection string of a SQL Server.");

            return connection!;
        }
    }
}
