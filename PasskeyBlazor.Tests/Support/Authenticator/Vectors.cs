using System.Text.Json.Nodes;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>Recorded ceremonies of other projects. We may not publish them: an environment variable names their folder.</summary>
public static class Vectors
{
    public const string Variable = "PASSKEYBLAZOR_VECTORS";

    public static JsonNode Read(string file)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{Variable} does not name a folder with recorded vectors.");

        return JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder!, file)))!;
    }
}
