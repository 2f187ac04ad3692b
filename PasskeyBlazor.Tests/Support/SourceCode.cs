namespace PasskeyBlazor.Tests.Support;

/// <summary>The sources that these tests were built from.</summary>
public static class SourceCode
{
    private static readonly Lazy<string> Root = new(() =>
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests read the code that they were built from.");
        }

        return folder.FullName;
    });

    /// <summary>A file or folder of the solution.</summary>
    public static string PathOf(params string[] path) => Path.Combine([Root.Value, .. path]);

    /// <summary>The C# and Razor files of a folder of the solution, without build output.</summary>
    public static IEnumerable<string> Files(params string[] path)
    {
        var root = PathOf(path);

        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" && Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));
    }
}
