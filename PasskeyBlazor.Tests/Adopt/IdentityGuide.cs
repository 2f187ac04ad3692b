using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>The section of <c>docs/adopt.md</c> about ASP.NET Core Identity: what a developer copies and edits, exactly as it is written there.</summary>
internal static partial class IdentityGuide
{
    private static readonly string Section = File.ReadAllText(SourceCode.PathOf("docs", "adopt.md")).ReplaceLineEndings("\n")
        .Split("\n## ").Single(section => section.StartsWith("An app with ASP.NET Core Identity\n", StringComparison.Ordinal));

    /// <summary>The commands that copy the files.</summary>
    public static string Commands => Block("sh", "# in the folder of your project");

    public static XElement Packages => XElement.Parse(Block("xml", "<!-- MyApp.csproj -->").Split('\n', 2)[1]);

    /// <summary>Makes the edits in the folder of a project.</summary>
    public static void Edit(DirectoryInfo project)
    {
        var projectFile = Path.Combine(project.FullName, "MyApp.csproj");
        File.WriteAllText(projectFile, File.ReadAllText(projectFile).Replace("</Project>", $"{Packages}</Project>", StringComparison.Ordinal));

        var program = Path.Combine(project.FullName, "Program.cs");
        var lines = Block("csharp", "// Program.cs").Split('\n').ToLookup(line => line.StartsWith("using ", StringComparison.Ordinal));
        var edited = File.ReadAllText(program).Replace("var app = builder.Build();", $"{string.Join('\n', lines[false])}\nvar app = builder.Build();", StringComparison.Ordinal);
        File.WriteAllText(program, string.Join('\n', [.. lines[true], edited]));

        Merge(project, "appsettings.Development.json");
        Merge(project, "appsettings.Production.json");
    }

    private static void Merge(DirectoryInfo project, string name)
    {
        var path = Path.Combine(project.FullName, name);
        var settings = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
        var added = JsonNode.Parse(Block("json", $"// {name}"), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
        foreach (var (key, value) in added.AsObject())
        {
            settings[key] = value?.DeepClone();
        }

        File.WriteAllText(path, settings.ToJsonString());
    }

    /// <summary>The only block in this language that begins with this comment. It is indented below its step.</summary>
    private static string Block(string language, string comment) => Blocks().Matches(Section)
        .Single(block => block.Groups["language"].Value == language && block.Groups["text"].Value.TrimStart().StartsWith(comment, StringComparison.Ordinal))
        .Groups["text"].Value.Replace("\n   ", "\n", StringComparison.Ordinal).TrimStart();

    [GeneratedRegex("^ {3}```(?<language>[a-z]+)\n(?<text>.*?)^ {3}```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
