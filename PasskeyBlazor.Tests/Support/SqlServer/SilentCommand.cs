using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.SqlClient;

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>A command for the <see cref="SilentServer"/>. Its parameters are those of SqlClient.</summary>
internal sealed class SilentCommand(SilentConnection connection) : DbCommand
{
    private readonly SqlCommand parameters = new();

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get; set; } = connection;

    protected override DbParameterCollection DbParameterCollection => parameters.Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel()
    {
    }

    public override void Prepare()
    {
    }

    public override int ExecuteNonQuery()
    {
        connection.Server.Receive(CommandText);

        return 1;
    }

    public override object ExecuteScalar()
    {
        connection.Server.Receive(CommandText);

        return 1;
    }

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        connection.Server.Receive(CommandText);

        return new SilentReader();
    }

    protected override DbParameter CreateDbParameter() => new SqlParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            parameters.Dispose();
        }

        base.Dispose(disposing);
    }
}
