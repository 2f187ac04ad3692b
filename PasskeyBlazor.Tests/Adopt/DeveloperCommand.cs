using System.Diagnostics;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>What a developer types in a terminal. It must succeed.</summary>
internal static class DeveloperCommand
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Builds the project of a folder, without a warning.</summary>
    public static async Task BuildAsync(DirectoryInfo project) =>
        Assert.Contains("0 Warning(s)", await RunAsync(project, "dotnet", "build", "--disable-build-servers", "-tl:off"));

    /// <returns>Both outputs.</returns>
    public static async Task<string> RunAsync(DirectoryInfo folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["MSBUILDDISABLENODEREUSE"] = "1" },
        })!;
        var error = process.StandardError.ReadToEndAsync(Cancel);
        var output = await process.StandardOutput.ReadToEndAsync(Cancel) + await error;
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, output);

        return output;
    }
}
