using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>A section of <c>docs/adopt.md</c>: what a developer copies and edits, exactly as it is written there.</summary>
/// <param name="title">The heading of the section.</param>
internal sealed partial class GuideSection(string title)
{
    private readonly string section = File.ReadAllText(SourceCode.PathOf("docs", "adopt.md")).ReplaceLineEndings("\n")
        .Split("\n## ").Single(section => section.StartsWith(title + "\n", StringComparison.Ordinal));

    /// <summary>The commands that copy the files.</summary>
    public string Commands => Block("sh", "# in the folder of your project");

    public XElement Packages => XElement.Parse(Block("xml", "<!-- MyApp.csproj -->").Split('\n', 2)[1]);

    /// <summary>Adds the packages and the settings of both environments to a project.</summary>
    public void Edit(DirectoryInfo project)
    {
        var projectFile = Path.Combine(project.FullName, "MyApp.csproj");
        File.WriteAllText(projectFile, File.ReadAllText(projectFile).Replace("</Project>", $"{Packages}</Project>", StringComparison.Ordinal));
        Merge(project, "appsettings.Development.json");
        Merge(project, "appsettings.Production.json");
    }

    /// <summary>The packages whose versions are not those of this app.</summary>
    public IEnumerable<(string Package, string Version)> OtherVersions()
    {
        return Versions(Packages, "PackageReference").Except(Versions(XDocument.Load(SourceCode.PathOf("Directory.Packages.props")).Root!, "PackageVersion"));

        // One version of IdentityModel everywhere.
        static IEnumerable<(string, string)> Versions(XElement element, string name) =>
            element.Descendants(name).Select(p => (IdentityModel().Replace((string)p.Attribute("Include")!, "IdentityModel"), (string)p.Attribute("Version")!));
    }

    /// <summary>The only block in this language that begins with this comment. It is indented below its step.</summary>
    public string Block(string language, string comment) => Blocks().Matches(section)
        .Single(block => block.Groups["language"].Value == language && block.Groups["text"].Value.TrimStart().StartsWith(comment, StringComparison.Ordinal))
        .Groups["text"].Value.Replace("\n   ", "\n", StringComparison.Ordinal).TrimStart();

    private void Merge(DirectoryInfo project, string name)
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

    [GeneratedRegex("^ {3}```(?<language>[a-z]+)\n(?<text>.*?)^ {3}```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^Microsoft\.IdentityModel\..*")]
    private static partial Regex IdentityModel();
}
