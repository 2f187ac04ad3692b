using System.Text.RegularExpressions;

namespace PasskeyBlazor.Tests.Support;

/// <summary>What operators copy from <c>docs/deploy.md</c>, so that the tests run exactly that.</summary>
internal static partial class DeployDocument
{
    /// <summary>The only block in this language whose first line is this comment.</summary>
    public static string Block(string language, string comment) => Blocks().Matches(File.ReadAllText(SourceCode.PathOf("docs", "deploy.md")).ReplaceLineEndings("\n"))
        .Single(block => block.Groups["language"].Value == language && block.Groups["text"].Value.TrimStart().StartsWith(comment, StringComparison.Ordinal))
        .Groups["text"].Value;

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
