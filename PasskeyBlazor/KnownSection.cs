namespace PasskeyBlazor;

/// <summary>A section of the configuration, and the class that it is bound to.</summary>
/// <param name="Path">The path of the section, for example <c>Passkeys</c>.</param>
/// <param name="Options">The bound class. Null for a section of the framework: each key below it is accepted.</param>
public sealed record KnownSection(string Path, Type? Options)
{
    /// <summary>Whether this key is the section itself or one of the keys that the binding reads.</summary>
    public bool Has(string key)
    {
        if (!key.StartsWith(Path, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = key[Path.Length..].Split(ConfigurationPath.KeyDelimiter);

        return rest[0].Length == 0 && (Options is null || Has(Options, rest.AsSpan(1)));
    }

    private static bool Has(Type type, ReadOnlySpan<string> names)
    {
        if (ElementOf(type) is { } element)
        {
            return names.Length > 0 && Has(element, names[1..]);
        }

        if (type.Assembly != typeof(KnownSection).Assembly || type.IsEnum) // a single value, such as a text or a time
        {
            return names.Length == 0;
        }

        var name = names.Length == 0 ? "" : names[0];
        var property = type.GetProperties().SingleOrDefault(p =>
            p.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && (p.CanWrite || ElementOf(p.PropertyType) is not null));

        return property is not null && Has(property.PropertyType, names[1..]);
    }

    /// <summary>What a list or an array holds; null for other types.</summary>
    private static Type? ElementOf(Type type) => type.GetInterfaces()
        .SingleOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICollection<>))?.GetGenericArguments()[0];
}
