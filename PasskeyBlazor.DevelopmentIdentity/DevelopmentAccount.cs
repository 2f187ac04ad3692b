namespace PasskeyBlazor.DevelopmentIdentity;

/// <summary>A test person at the provider. The names belong to no living person.</summary>
internal sealed record DevelopmentAccount(string Key, string Name, string? Email = null, bool EmailVerified = false, bool HasPicture = true)
{
    /// <summary>
    /// Two ordinary people; one who claims the address of another; one to whom that address was reassigned; one with only a name.
    /// </summary>
    public static IReadOnlyList<DevelopmentAccount> All { get; } =
    [
        new("ada", "Ada Lovelace", "ada@example.com", EmailVerified: true),
        new("grace", "Grace Hopper", "grace@example.com", EmailVerified: true),
        new("mallory", "Mallory", "ada@example.com"),
        new("augusta", "Augusta King", "ada@example.com", EmailVerified: true),
        new("nomail", "Hypatia", HasPicture: false),
    ];

    public string Initials => string.Concat(Name.Split(' ').Select(word => word[0]));

    public static DevelopmentAccount? Find(string? key) => All.FirstOrDefault(account => account.Key == key);
}
