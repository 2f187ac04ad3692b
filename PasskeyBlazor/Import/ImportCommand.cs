using PasskeyBlazor.Data;

namespace PasskeyBlazor.Import;

/// <summary>The arguments <c>--import users.json</c> and <c>--dry-run</c>.</summary>
/// <param name="Path">The file with the users.</param>
/// <param name="IsDryRun">Whether everything is checked and nothing is saved.</param>
public sealed record ImportCommand(string Path, bool IsDryRun)
{
    public const string Switch = "--import";
    public const string DryRunSwitch = "--dry-run";

    /// <returns>Null where the app should run as usual.</returns>
    /// <exception cref="InvalidOperationException">The arguments do not fit together.</exception>
    public static ImportCommand? In(string[] args)
    {
        var at = Array.FindIndex(args, arg => arg == Switch || arg.StartsWith(Switch + "=", StringComparison.Ordinal));
        var isDryRun = args.Contains(DryRunSwitch);
        if (at < 0)
        {
            return isDryRun ? throw new InvalidOperationException($"{DryRunSwitch} needs {Switch}.") : null;
        }

        if (args.Contains(DatabaseStart.MigrateSwitch))
        {
            throw new InvalidOperationException($"{Switch} and {DatabaseStart.MigrateSwitch} are two starts. Migrate first.");
        }

        var path = args[at] == Switch ? args.ElementAtOrDefault(at + 1) : args[at][(Switch.Length + 1)..];

        return string.IsNullOrEmpty(path) || path.StartsWith("--", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"{Switch} needs the path of a file.")
            : new ImportCommand(path, isDryRun);
    }

    /// <summary>The arguments that are settings. The configuration would take the argument after a switch for its value.</summary>
    public IEnumerable<string> Settings(IEnumerable<string> args) =>
        args.Where(arg => arg is not (Switch or DryRunSwitch) && arg != Path && arg != $"{Switch}={Path}");
}
