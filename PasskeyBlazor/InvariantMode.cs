using System.Globalization;

namespace PasskeyBlazor;

/// <summary>
/// The globalization-invariant mode of .NET, which small containers use because they have no ICU: no language is known. The client of
/// SQL Server does not work then.
/// </summary>
public static class InvariantMode
{
    /// <summary>Whether this process runs in it. Asks for a language, because an environment variable or a file can switch the mode on.</summary>
    public static bool IsOn { get; } = !KnowsEnglish();

    private static bool KnowsEnglish()
    {
        try
        {
            return CultureInfo.GetCultureInfo("en").TwoLetterISOLanguageName == "en";
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }
}
