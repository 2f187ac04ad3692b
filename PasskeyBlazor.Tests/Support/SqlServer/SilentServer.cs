using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>
/// Takes the place of SQL Server: it writes down each statement, and answers each one with a row. An interceptor of contexts of SQL
/// Server, which then open no real connection.
/// </summary>
public sealed class SilentServer : DbConnectionInterceptor
{
    /// <summary>All statements, and what happens to the connection and its transactions as comments of T-SQL.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>The statements alone.</summary>
    public IEnumerable<string> Statements => Sent.Where(text => !text.StartsWith("-- ", StringComparison.Ordinal));

    /// <summary>A fault that statements with this text meet. The connection is broken from then on.</summary>
    public (string Text, Exception Fault)? Breaks { get; set; }

    public override InterceptionResult<DbConnection> ConnectionCreating(ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result) =>
        InterceptionResult<DbConnection>.SuppressWithResult(new SilentConnection(this));

    internal void Note(string happening) => Sent.Add($"-- {happening}");

    internal void Receive(string text)
    {
        Sent.Add(text);
        if (Breaks is { } breaks && text.Contains(breaks.Text, StringComparison.Ordinal))
        {
            throw breaks.Fault;
        }
    }
}
