namespace PasskeyBlazor.Import;

/// <summary>Adds the import, and runs it.</summary>
public static class ImportServices
{
    public static WebApplicationBuilder AddImport(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UserImport>();

        return builder;
    }

    /// <summary>Imports the file: the report goes to stdout, or one line for each mistake to stderr.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> ImportAsync(this WebApplication app, ImportCommand command)
    {
        byte[] file;
        try
        {
            if (new FileInfo(command.Path) is { Exists: true, Length: > ImportFile.MaxBytes })
            {
                return Fail([$"{command.Path} is larger than {ImportFile.MaxBytes / 1024 / 1024} MB. Split it."]);
            }

            file = await File.ReadAllBytesAsync(command.Path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fail([$"{command.Path} cannot be read. {fault.Message}"]);
        }

        var report = await app.Services.GetRequiredService<UserImport>().RunAsync(file, command.IsDryRun);
        if (report.Mistakes.Count > 0)
        {
            return Fail(report.Mistakes);
        }

        foreach (var line in report.Lines(command.IsDryRun))
        {
            Console.WriteLine(line);
        }

        return 0;
    }

    private static int Fail(IEnumerable<string> mistakes)
    {
        foreach (var mistake in mistakes)
        {
            Console.Error.WriteLine(mistake);
        }

        return 1;
    }
}
