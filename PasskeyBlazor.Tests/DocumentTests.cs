using System.Text;
using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests;

/// <summary>The part of the documents that is written from the code.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Architecture = SourceCode.PathOf("docs", "architecture.md");

    /// <summary>With <c>PASSKEYBLAZOR_WRITE=1</c> it writes the diagram. Then the test passes when it runs again.</summary>
    [Fact]
    public void The_diagram_of_the_folders_is_written_from_the_code()
    {
        var document = File.ReadAllText(Architecture).ReplaceLineEndings("\n");
        var expected = Diagram().Replace(document, $"```mermaid\n{FromCode()}```", 1);
        if (Environment.GetEnvironmentVariable("PASSKEYBLAZOR_WRITE") == "1")
        {
            File.WriteAllText(Architecture, expected);
        }

        Assert.True(document == expected, "docs/architecture.md is stale. Run: PASSKEYBLAZOR_WRITE=1 dotnet test --filter-class '*DocumentTests'");
    }

    [Fact]
    public void Each_file_that_the_architecture_names_exists()
    {
        var files = SourceCode.Files("PasskeyBlazor").Concat(SourceCode.Files("PasskeyBlazor.Tests")).Concat(Directory.EnumerateFiles(SourceCode.PathOf("PasskeyBlazor", "wwwroot"), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(SourceCode.PathOf("PasskeyBlazor", "Components"), "*.js", SearchOption.AllDirectories))
            .Select(file => file.Replace('\\', '/'))
            .ToList();

        var named = NamedFile().Matches(File.ReadAllText(Architecture)).Select(match => match.Value).Distinct().ToList();

        Assert.True(named.Count > 20);
        Assert.DoesNotContain(named, name => !files.Exists(file => file.EndsWith("/" + name, StringComparison.Ordinal)));
    }

    /// <summary>An arrow for each pair of folders, with the number of types that the first one uses of the second.</summary>
    private static string FromCode()
    {
        var text = new StringBuilder("flowchart TD\n");
        var arrows = CompiledReferences.All
            .Where(reference => reference is { From: not CompiledReferences.Shared, To: not CompiledReferences.Shared })
            .GroupBy(reference => (reference.From, reference.To))
            .OrderBy(arrow => arrow.Key.From, StringComparer.Ordinal).ThenBy(arrow => arrow.Key.To, StringComparer.Ordinal);
        foreach (var arrow in arrows)
        {
            text.Append("    ").Append(arrow.Key.From).Append(" -- ").Append(arrow.Select(reference => reference.ToType).Distinct().Count())
                .Append(" --> ").Append(arrow.Key.To).Append('\n');
        }

        return text.ToString();
    }

    [GeneratedRegex("```mermaid\n.*?```", RegexOptions.Singleline)]
    private static partial Regex Diagram();

    [GeneratedRegex(@"(?<![\w/.])[\w/]+(\.\w+)?\.(cs|razor|js)\b")]
    private static partial Regex NamedFile();
}
