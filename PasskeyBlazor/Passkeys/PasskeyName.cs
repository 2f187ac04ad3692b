using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// What a passkey is called in the list of its owner: no two are called the same, so that every button, dialog and line of the
/// activity says which one it means.
/// </summary>
public static class PasskeyName
{
    /// <summary>The name, with a number if one of the others has it already.</summary>
    public static string Among(IEnumerable<Passkey> others, string name)
    {
        var taken = others.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var free = name;
        for (var number = 2; taken.Contains(free); number++)
        {
            var ending = Text.Passkey_Numbered.With(number);
            free = Line.Of(name, UserPasskeys.LongestName - ending.Length - 1) + " " + ending;
        }

        return free;
    }
}
