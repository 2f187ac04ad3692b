using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The name of a passkey in the list of its owner. Names are unique there, so that each button, dialog and account event identifies
/// one passkey.
/// </summary>
public static class PasskeyName
{
    /// <summary>The name, with a number if another passkey already has it.</summary>
    public static string Among(IEnumerable<Passkey> others, string name)
    {
        var taken = others.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var free = name;
        for (var number = 2; taken.Contains(free); number++)
        {
            var ending = Text.Passkey_Numbered.With(number);
            free = SingleLine.Clean(name, UserPasskeys.MaxNameLength - ending.Length - 1) + " " + ending;
        }

        return free;
    }
}
