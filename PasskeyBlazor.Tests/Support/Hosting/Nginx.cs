using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>A private nginx with a folder of its own. It ends with the tests, in whatever way they end.</summary>
internal sealed class Nginx : IDisposable
{
    /// <summary>Ends it when the standard input ends, also when the tests are killed.</summary>
    private const string Guard = "\"$0\" \"$@\" & read -r line; kill -TERM $!; wait";

    private readonly DirectoryInfo folder;
    private readonly Process process;

    /// <param name="folder">Where its files are. They are not deleted.</param>
    /// <param name="site">What stands inside <c>http</c>.</param>
    /// <param name="port">One port of the site, which answers as soon as it runs.</param>
    public Nginx(DirectoryInfo folder, string site, int port)
    {
        this.folder = folder;
        var file = Path.Combine(folder.FullName, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            worker_processes 1;
            pid nginx.pid;
            error_log error.log;
            events { }
            http {
                log_format nodes '$request_method $uri $status $upstream_addr';
                access_log access.log nodes;
                client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            {{site}}
            }
            """);
        string[] command = ["-c", Guard, Path.Combine(ProgramFinder.Nginx.Find(), "nginx"), "-p", folder.FullName, "-e", Path.Combine(folder.FullName, "error.log"), "-c", file];
        process = Process.Start(new ProcessStartInfo("sh", command) { RedirectStandardInput = true })!;
        for (var begun = Stopwatch.StartNew(); !Answers(port); Thread.Sleep(20))
        {
            if (process.HasExited || begun.Elapsed > TimeSpan.FromSeconds(30))
            {
                Assert.Fail(File.ReadAllText(Path.Combine(folder.FullName, "error.log")));
            }
        }
    }

    /// <summary>Each answered request: its method, path, status, and the nodes that nginx asked.</summary>
    public IReadOnlyList<(string Method, string Path, int Status, string Nodes)> Log =>
        [.. from line in File.ReadAllLines(Path.Combine(folder.FullName, "access.log"))
            let parts = line.Split(' ', 4)
            where parts.Length == 4
            select (parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3])];

    /// <summary>Ports of this machine that are free now.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());

        return ports;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static bool Answers(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
