using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PasskeyBlazor.Data.Migrations;
using PasskeyBlazor.Tests.Support.Database;

[assembly: AssemblyFixture(typeof(PostgresServer.Fixture))]

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>A private PostgreSQL: a folder and a port of its own, and a user without rights. It ends with the tests, in whatever way they end.</summary>
internal sealed class PostgresServer : IDisposable
{
    /// <summary>A migrated database. A copy of it needs no migration.</summary>
    public const string Template = "template_migrated";

    /// <summary>Ends the server when the standard input ends, also when the tests are killed.</summary>
    private const string Guard = "\"$0\" \"$@\" & read -r line; kill -QUIT $!; wait";

    private static readonly Lazy<PostgresServer> Started = new(() => new PostgresServer(isDurable: false));
    private static readonly Lazy<PostgresServer> StartedDurable = new(() => new PostgresServer(isDurable: true));

    private readonly string programs = ProgramFinder.Postgres.Find();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("passkeyblazor-");
    private readonly bool isDurable;
    private readonly int port;
    private Process process;

    /// <param name="isDurable">Whether a commit is on the disk when it is confirmed, as in production. Slower.</param>
    public PostgresServer(bool isDurable)
    {
        this.isDurable = isDurable;
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_111_111); // for the user without rights
        }

        using (var initdb = Run(["initdb", "-D", Data, "-U", "postgres", "--auth=trust", "--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C.UTF-8"]))
        {
            initdb.WaitForExit();
            Assert.Equal(0, initdb.ExitCode);
        }

        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        process = Start();
        using var schema = new PostgreSqlSchema(new DbContextOptionsBuilder<PostgreSqlSchema>().UseNpgsql(ConnectionString(Template)).Options);
        schema.Database.Migrate();
        NpgsqlConnection.ClearAllPools(); // a template has no connections
    }

    /// <summary>The server that the tests of a run share.</summary>
    public static PostgresServer OfRun => Started.Value;

    /// <summary>The same, for tests of kills and backups.</summary>
    public static PostgresServer Durable => StartedDurable.Value;

    /// <summary>The programs of PostgreSQL, for example <c>pg_dump</c>.</summary>
    public string Programs => programs;

    private string Data => Path.Combine(folder.FullName, "data");

    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = "postgres", Database = database, MaxPoolSize = 20 }.ToString();

    public void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=False");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Ends the server at once, as a crash does. Its data stay.</summary>
    public void Stop()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    public void StartAgain() => process = Start();

    public void Dispose()
    {
        Stop();
        folder.Delete(recursive: true);
    }

    private Process Start()
    {
        string[] speed = isDurable ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        var server = Run(["sh", "-c", Guard, Path.Combine(programs, "postgres"), "-D", Data, "-k", folder.FullName, "-h", "127.0.0.1", "-p", $"{port}", "-c", "max_connections=400", .. speed]);
        for (var begun = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            try
            {
                Execute("SELECT 1");
                return server;
            }
            catch (NpgsqlException) when (begun.Elapsed < TimeSpan.FromSeconds(30) && !server.HasExited)
            {
                // it is starting
            }
        }
    }

    /// <summary>PostgreSQL does not run as root, and its user needs a name.</summary>
    private Process Run(IEnumerable<string> command)
    {
        string[] asUser = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        var all = asUser.Concat(command.Take(1).Select(program => File.Exists(Path.Combine(programs, program)) ? Path.Combine(programs, program) : program)).Concat(command.Skip(1)).ToList();
        var start = new ProcessStartInfo(all[0], all.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.FullName };
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, _) => { }; // a full pipe would stop it
        started.ErrorDataReceived += (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();

        return started;
    }

    /// <summary>Ends the shared server after the last test.</summary>
    public sealed class Fixture : IDisposable
    {
        public void Dispose()
        {
            foreach (var started in new[] { Started, StartedDurable }.Where(one => one.IsValueCreated))
            {
                started.Value.Dispose();
            }
        }
    }
}
