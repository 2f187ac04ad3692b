namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>The modes of files and folders as <c>chmod</c> writes them. Windows has none.</summary>
public static class FileModes
{
    public static void Set(string path, string mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
        }
    }

    public static string Get(string path) => OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
