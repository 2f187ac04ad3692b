using System.Collections.Concurrent;
using System.Diagnostics;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>The app in a process and a folder of its own, in Production. Each line that it writes is kept.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3); // a start is slow on a busy machine

    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly Process process;

    private AppProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote to stdout.</summary>
    public IReadOnlyCollection<string> Output => output;

    /// <summary>What it wrote to stderr.</summary>
    public IReadOnlyCollection<string> Errors => errors;

    public bool HasEnded => process.HasExited;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The files of the app, without a database.</summary>
    public static DirectoryInfo MakeFolder()
    {
        var folder = Directory.CreateTempSubdirectory("passkeyblazor-");
        foreach (var name in (string[])["appsettings.json", "authenticators.json"])
        {
            File.Copy(FileOf(name), Path.Combine(folder.FullName, name));
        }

        return folder;
    }

    /// <param name="folder">Where it starts. Its database is <c>data/app.db</c> there.</param>
    /// <param name="arguments">For example <c>--migrate</c>, or a key with a value.</param>
    /// <param name="environment">Variables. Null removes one.</param>
    /// <param name="command">A command in front of <c>dotnet</c>, which starts it with other rights.</param>
    /// <param name="withTests">Whether it can load the assembly of these tests, as <see cref="KillPoints"/> needs it.</param>
    public static AppProcess Start(
        DirectoryInfo folder, string[] arguments, Dictionary<string, string?>? environment = null, string[]? command = null, bool withTests = false)
    {
        string[] known = withTests ? ["exec", "--depsfile", FileOf("PasskeyBlazor.Tests.deps.json"), "--runtimeconfig", FileOf("PasskeyBlazor.Tests.runtimeconfig.json")] : [];
        string[] all = [.. command ?? [], "dotnet", .. known, FileOf("PasskeyBlazor.dll"), .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..]) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        var variables = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Database__ConnectionString"] = "Data Source=data/app.db",
            ["Passkeys__ServerDomain"] = "example.org",
            ["Passkeys__ServerName"] = "Example",
            ["Passkeys__Origins__0"] = "https://example.org",
        };
        foreach (var (name, value) in variables.Concat(environment ?? []))
        {
            start.Environment[name] = value;
        }

        return new AppProcess(start);
    }

    /// <summary>Another app.</summary>
    /// <param name="start">With both outputs redirected.</param>
    public static AppProcess Start(ProcessStartInfo start) => new(start);

    /// <summary>A start that must end by itself.</summary>
    public static async Task<(int Code, AppProcess Process)> RunAsync(
        DirectoryInfo folder, string[] arguments, Dictionary<string, string?>? environment = null, string[]? command = null, bool withTests = false)
    {
        await using var app = Start(folder, arguments, environment, command, withTests);

        return (await app.EndAsync(), app);
    }

    /// <summary>Waits for a line on stdout that contains this text.</summary>
    public async Task<string> SeeAsync(string text)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(Limit);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var hasEnded = HasEnded; // before the last look
            if (output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            Assert.False(hasEnded, $"It ended without \"{text}\": {this}");
            await pause.WaitForNextTickAsync(late.Token);
        }
    }

    /// <summary>Waits until it listens.</summary>
    public async Task<Uri> AddressAsync()
    {
        const string Listening = "Now listening on: ";
        var line = await SeeAsync(Listening);

        return new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(Limit);
        await process.WaitForExitAsync(late.Token); // with both outputs

        return process.ExitCode;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public override string ToString() => string.Join('\n', output.Concat(errors));

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private static string FileOf(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
