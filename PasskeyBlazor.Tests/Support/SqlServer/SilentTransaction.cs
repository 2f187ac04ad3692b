using System.Data;
using System.Data.Common;

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>A transaction of the <see cref="SilentServer"/>. Without a commit, its disposal undoes it, as that of SqlClient does.</summary>
internal sealed class SilentTransaction(SilentConnection connection, IsolationLevel level) : DbTransaction
{
    private bool hasEnded;

    public override IsolationLevel IsolationLevel => level;

    public override bool SupportsSavepoints => true;

    protected override DbConnection DbConnection => connection;

    public override void Commit() => End("commit");

    public override void Rollback() => End("rollback");

    public override void Save(string savepointName) => connection.Server.Note("savepoint");

    public override void Rollback(string savepointName) => connection.Server.Note("rollback to savepoint");

    protected override void Dispose(bool disposing)
    {
        if (!hasEnded)
        {
            End("rollback");
        }

        base.Dispose(disposing);
    }

    private void End(string how)
    {
        hasEnded = true;
        connection.Server.Note(how);
    }
}
