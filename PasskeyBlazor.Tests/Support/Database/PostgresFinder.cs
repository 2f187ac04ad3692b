using System.Diagnostics;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>Finds the programs of PostgreSQL: the configured ones, installed ones, or else those that apt installs.</summary>
internal static class PostgresFinder
{
    /// <summary>The folder with <c>postgres</c> and <c>initdb</c>.</summary>
    public const string Variable = "PASSKEYBLAZOR_POSTGRES";

    /// <summary>Where it is set, the tests fail without PostgreSQL. Otherwise they say that they were not run.</summary>
    public const string RequiredVariable = "PASSKEYBLAZOR_REQUIRE_POSTGRES";

    private static readonly Lazy<string?> Found = new(() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? (Has(named) ? named : throw new InvalidOperationException($"{Variable} names {named}, which does not contain postgres and initdb."))
        : Installed() ?? InstalledByApt());

    public static string Find()
    {
        const string Message = $"PostgreSQL was not found, so the tests on a database server were not run. On Debian run: sudo apt-get install -y postgresql. Or set {Variable} to the folder of its programs.";
        if (Found.Value is null && Environment.GetEnvironmentVariable(RequiredVariable) is { Length: > 0 })
        {
            throw new InvalidOperationException(Message);
        }

        Assert.SkipWhen(Found.Value is null, Message);
        return Found.Value;
    }

    private static bool Has(string folder) => File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb"));

    private static string? Installed()
    {
        string[] roots = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];
        var versions = from root in roots where Directory.Exists(root)
                       from folder in Directory.GetDirectories(root).OrderDescending(StringComparer.Ordinal)
                       select Path.Combine(folder, "bin");

        return versions.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(Has);
    }

    private static string? InstalledByApt()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/apt-get"))
        {
            return null;
        }

        Console.WriteLine("Installing PostgreSQL: apt-get update && apt-get install -y postgresql");
        foreach (var arguments in (string[][])[["update"], ["install", "-y", "--no-install-recommends", "postgresql"]])
        {
            using var apt = Process.Start(new ProcessStartInfo("/usr/bin/apt-get", arguments) { Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" } })!;
            apt.WaitForExit();
        }

        return Installed();
    }
}
