using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support.SqlServer;

[assembly: AssemblyFixture(typeof(SqlServerStatements))]

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>
/// Every query and every save of the suite, translated for SQL Server from the same call and read by Microsoft's grammar. A wrong one fails
/// where it is sent, with its text. The end of the suite fails too, because the app may handle that failure.
/// </summary>
/// <remarks>Statements that are no query, as <c>ExecuteSqlRaw</c> sends them, are not read: the app sends them to SQLite only.</remarks>
public sealed class SqlServerStatements : IDisposable
{
    private static readonly ConcurrentQueue<string> Wrong = new();

    /// <summary>For the options of each context of the suite. One instance, or each database would have its own services of EF Core.</summary>
    public static IReadOnlyList<IInterceptor> Interceptors { get; } = [new SqlServerQueries(Wrong.Enqueue), new SqlServerSaves(Wrong.Enqueue)];

    /// <summary>Lets a context of SQL Server send something to the <see cref="SilentServer"/>.</summary>
    /// <param name="what">What is sent, for the message.</param>
    /// <param name="send">May fail after its last statement: the answer is no real one.</param>
    /// <param name="note">Is told about a statement that SQL Server would refuse.</param>
    /// <returns>The statements.</returns>
    /// <exception cref="InvalidOperationException">There is no statement, or a wrong one.</exception>
    public static IReadOnlyList<string> Translate(string what, Action<AppDbContext> send, Action<string> note)
    {
        var server = new SilentServer();
        Exception? fault = null;
        using (var db = new AppDbContext(new DbContextOptionsBuilder<AppDbContext>().UseSqlServer("Server=silent").AddInterceptors(server).Options))
        {
            try
            {
                send(db);
            }
            catch (Exception thrown)
            {
                fault = thrown;
            }
        }

        var mistakes = server.Statements.SelectMany(sql => Grammar.MistakesIn(sql).Select(mistake => $"{mistake} in {sql}")).ToList();
        if (mistakes.Count == 0 && server.Statements.Any())
        {
            return [.. server.Statements];
        }

        var message = $"SQL Server cannot run this: {string.Join("; ", mistakes)}\n{what}\n{fault?.Message}";
        note(message);
        throw new InvalidOperationException(message, fault);
    }

    public void Dispose() => Assert.Empty(Wrong);
}
