using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>A connection to the <see cref="SilentServer"/>.</summary>
internal sealed class SilentConnection(SilentServer server) : DbConnection
{
    private ConnectionState state;

    public SilentServer Server { get; } = server;

    [AllowNull]
    public override string ConnectionString { get; set; } = "Server=silent";

    public override string Database => "silent";

    public override string DataSource => "silent";

    public override string ServerVersion => "15.00";

    public override ConnectionState State => state;

    public override void Open()
    {
        state = ConnectionState.Open;
        Server.Note("open");
    }

    public override void Close()
    {
        if (state == ConnectionState.Open)
        {
            state = ConnectionState.Closed;
            Server.Note("close");
        }
    }

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        Server.Note($"begin {isolationLevel}");

        return new SilentTransaction(this, isolationLevel);
    }

    protected override DbCommand CreateDbCommand() => new SilentCommand(this);
}
