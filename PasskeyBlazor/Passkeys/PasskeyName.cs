using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>Makes the names of one user's passkeys unique, so that each button and dialog identifies one passkey.</summary>
public static class PasskeyName
{
    /// <summary>The name, with a number if it is taken.</summary>
    public static string Among(IEnumerable<string> taken, string name)
    {
        var all = taken.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var free = name;
        for (var number = 2; all.Contains(free); number++)
        {
            var ending = $" ({number})";
            free = SingleLine.Clean(name, UserPasskeys.MaxNameLength - ending.Length) + ending;
        }

        return free;
    }
}
