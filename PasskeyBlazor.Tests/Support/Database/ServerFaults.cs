using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>
/// A server that is away, asked by the real SqlClient. As an interceptor of the app's contexts it lets each connection fail with the
/// exception of that client, until it is mended.
/// </summary>
public sealed class ServerFaults : DbConnectionInterceptor, IDisposable
{
    public const string Closed = "its port is closed";
    public const string Silent = "it accepts and never answers";
    public const string Exhausted = "no connection of the pool is free";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private string? fault;

    public ServerFaults() => listener.Start(); // the system accepts connections, and nothing reads them

    /// <summary>The connection string of an operator who sets no waits.</summary>
    public string ConnectionString => $"Server=127.0.0.1,{((IPEndPoint)listener.LocalEndpoint).Port};Database=app;User ID=app;Password=secret;Encrypt=false";

    public void Break(string kind) => fault = kind;

    public void Mend() => fault = null;

    public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        switch (fault)
        {
            case Closed:
                await OpenAsync(ClosedPort(), cancellationToken);
                break;
            case Silent:
                await OpenAsync(ConnectionString, cancellationToken);
                break;
            case Exhausted:
                ExceptionDispatchInfo.Throw((await ExhaustAsync(cancellationToken)).OfType<InvalidOperationException>().First()); // its source stays SqlClient
                break;
        }

        return result;
    }

    /// <summary>The connection string for a port where nothing listens.</summary>
    public string ClosedPort()
    {
        using var gone = new TcpListener(IPAddress.Loopback, 0);
        gone.Start();
        var port = ((IPEndPoint)gone.LocalEndpoint).Port;

        return ConnectionString.Replace($",{((IPEndPoint)listener.LocalEndpoint).Port};", $",{port};", StringComparison.Ordinal);
    }

    /// <summary>Opens four connections at once in a pool of one. Returns how each one fails.</summary>
    /// <remarks>The first one has the only place while it waits for its server. What opens asynchronously would wait in a row.</remarks>
    public async Task<IReadOnlyList<Exception>> ExhaustAsync(CancellationToken cancellationToken)
    {
        var pool = $"{ConnectionString};Max Pool Size=1;Connect Timeout=1;Pool Blocking Period=NeverBlock;Application Name={Guid.NewGuid()}";

        return await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var server = new SqlConnection(pool);
                return Record.Exception(server.Open)!;
            },
            cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    public void Dispose() => listener.Dispose();

    private static async Task OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var limited = new SqlConnectionStringBuilder(connectionString);
        DatabaseWaits.SetFor(limited);
        await using var server = new SqlConnection(limited.ConnectionString);
        await new BoundedWaits().ConnectionOpeningAsync(server, null!, default, cancellationToken); // as in a context for this server
    }
}
