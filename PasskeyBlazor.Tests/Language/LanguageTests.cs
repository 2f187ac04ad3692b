using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Language;

/// <summary>One word for one thing, in plain English. <c>words.txt</c> lists what must not come back.</summary>
public sealed partial class LanguageTests
{
    private static readonly string[] Endings = [".cs", ".razor", ".js", ".css", ".resx", ".md", ".json", ".yml", ".props", ".csproj"];

    private static readonly string[] Skipped = ["bin", "obj", ".git", "TestResults", "StrykerOutput", "screenshots", "Migrations", "Language"];

    private static readonly Lazy<IReadOnlyList<(string Path, string Text)>> Files = new(() => [.. Read(new DirectoryInfo(SourceCode.PathOf()))]);

    public static TheoryData<string> Identifiers => [.. Words("[identifiers]")];

    public static TheoryData<string> Phrases => [.. Words("[phrases]")];

    [Theory]
    [MemberData(nameof(Identifiers))]
    public void An_old_name_does_not_come_back(string name) => Assert.Empty(Found(file => file.Text, new Regex($@"(?<![A-Za-z0-9]){name}(?![a-z0-9])")));

    /// <summary>Also where the phrase goes over two lines of a comment, or stands in the name of a test.</summary>
    [Theory]
    [MemberData(nameof(Phrases))]
    public void A_phrase_that_is_not_plain_does_not_come_back(string phrase) =>
        Assert.Empty(Found(file => Plain().Replace(file.Text, " "), new Regex($@"\b{phrase}\b", RegexOptions.IgnoreCase)));

    private static IEnumerable<string> Found(Func<(string Path, string Text), string> text, Regex word)
    {
        Assert.True(Files.Value.Count > 200);

        return Files.Value.Select(file => (file.Path, Match: word.Match(text(file)))).Where(file => file.Match.Success).Select(file => $"{file.Path}: {file.Match.Value}");
    }

    private static IEnumerable<string> Words(string section) => File.ReadAllLines(SourceCode.PathOf("PasskeyBlazor.Tests", "Language", "words.txt"))
        .SkipWhile(line => line != section).Skip(1)
        .TakeWhile(line => line.Length == 0 || line[0] != '[')
        .Where(line => line.Length > 0 && line[0] != '#');

    private static IEnumerable<(string Path, string Text)> Read(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(file => Endings.Contains(file.Extension)).Select(file => (Path.GetRelativePath(SourceCode.PathOf(), file.FullName), File.ReadAllText(file.FullName)))
            .Concat(folder.EnumerateDirectories().Where(inner => !Skipped.Contains(inner.Name)).SelectMany(Read));

    /// <summary>What stands between two words: white space, the beginning of a line of a comment, the underscore in the name of a test.</summary>
    [GeneratedRegex(@"\s*\n\s*(///?|//|\*|@\*)?\s*|_+|\s+")]
    private static partial Regex Plain();
}
