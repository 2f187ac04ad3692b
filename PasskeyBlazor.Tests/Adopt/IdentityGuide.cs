namespace PasskeyBlazor.Tests.Adopt;

/// <summary>The section of the guide about ASP.NET Core Identity.</summary>
internal static class IdentityGuide
{
    public static GuideSection Section { get; } = new("An app with ASP.NET Core Identity");

    /// <summary>Makes the edits in the folder of a project.</summary>
    public static void Edit(DirectoryInfo project)
    {
        Section.Edit(project);
        var program = Path.Combine(project.FullName, "Program.cs");
        var lines = Section.Block("csharp", "// Program.cs").Split('\n').ToLookup(line => line.StartsWith("using ", StringComparison.Ordinal));
        var edited = File.ReadAllText(program).Replace("var app = builder.Build();", $"{string.Join('\n', lines[false])}\nvar app = builder.Build();", StringComparison.Ordinal);
        File.WriteAllText(program, string.Join('\n', [.. lines[true], edited]));
    }
}
