namespace PasskeyBlazor.Components;

/// <summary>Distinguishes things of one list whose names are the same, so that each button says which one it acts on.</summary>
internal static class RepeatedName
{
    /// <summary>The name, from the second one on with a number: "GitHub, Ada (2)".</summary>
    public static string Of<T>(IEnumerable<T> all, T one, Func<T, string> nameOf)
    {
        var name = nameOf(one);
        var place = all.Where(other => nameOf(other) == name).ToList().IndexOf(one);

        return place > 0 ? $"{name} ({place + 1})" : name;
    }
}
