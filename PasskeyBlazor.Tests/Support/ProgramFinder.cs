using System.Diagnostics;

namespace PasskeyBlazor.Tests.Support;

/// <summary>Finds programs that some tests need: the configured ones, installed ones, or else those that apt installs.</summary>
internal sealed class ProgramFinder
{
    /// <summary>Where it is set, tests fail without their programs. Otherwise they say that they were not run.</summary>
    public const string RequiredVariable = "PASSKEYBLAZOR_REQUIRE_POSTGRES";

    private static readonly Lock Apt = new(); // it runs once at a time

    private readonly Lazy<string?> found;
    private readonly string[] programs;
    private readonly string message;

    private ProgramFinder(string name, string package, string variable, params string[] programs)
    {
        this.programs = programs;
        message = $"{name} was not found, so these tests were not run. On Debian run: sudo apt-get install -y {package}. Or set {variable} to the folder of its programs.";
        found = new(() => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
            ? (Has(named) ? named : throw new InvalidOperationException($"{variable} names {named}, which does not contain {string.Join(" and ", programs)}."))
            : Installed() ?? InstalledByApt(package));
    }

    public static ProgramFinder Postgres { get; } = new("PostgreSQL", "postgresql", "PASSKEYBLAZOR_POSTGRES", "postgres", "initdb", "pg_dump", "pg_restore", "createdb", "psql");

    public static ProgramFinder Nginx { get; } = new("nginx", "nginx-light", "PASSKEYBLAZOR_NGINX", "nginx");

    public static ProgramFinder Sqlite { get; } = new("The command line of SQLite", "sqlite3", "PASSKEYBLAZOR_SQLITE", "sqlite3");

    /// <summary>The folder with the programs. Skips the test where there is none.</summary>
    public string Find()
    {
        if (found.Value is null && Environment.GetEnvironmentVariable(RequiredVariable) is { Length: > 0 })
        {
            throw new InvalidOperationException(message);
        }

        Assert.SkipWhen(found.Value is null, message);
        return found.Value;
    }

    private bool Has(string folder) => programs.All(program => File.Exists(Path.Combine(folder, program)));

    private string? Installed()
    {
        string[] roots = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];
        var versions = from root in roots
                       where Directory.Exists(root)
                       from folder in Directory.GetDirectories(root).OrderDescending(StringComparer.Ordinal)
                       select Path.Combine(folder, "bin");
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

        return versions.Concat(path).Append("/usr/sbin").FirstOrDefault(Has);
    }

    private string? InstalledByApt(string package)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/apt-get"))
        {
            return null;
        }

        lock (Apt)
        {
            Console.WriteLine($"Installing: apt-get update && apt-get install -y {package}");
            foreach (var arguments in (string[][])[["update"], ["install", "-y", "--no-install-recommends", package]])
            {
                using var apt = Process.Start(new ProcessStartInfo("/usr/bin/apt-get", arguments) { Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" } })!;
                apt.WaitForExit();
            }
        }

        return Installed();
    }
}
