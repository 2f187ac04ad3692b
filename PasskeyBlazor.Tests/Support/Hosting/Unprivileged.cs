namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>A command that starts a process without the rights of root, under a user that has no name and no home.</summary>
public static class Unprivileged
{
    private const int User = 54321;

    /// <summary>Goes in front of the command. Empty where the tests themselves are not root.</summary>
    public static string[] Command =>
        Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"] : [];
}
