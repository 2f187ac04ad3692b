namespace PasskeyBlazor.Administration;

/// <summary>A user as the list shows them.</summary>
public sealed record UserRow
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public string? Email { get; init; }

    /// <summary>Whether the provider says that the address is theirs.</summary>
    public bool IsEmailVerified { get; init; }

    /// <summary>The schemes of the providers that they come through.</summary>
    public required IReadOnlyList<string> Providers { get; init; }

    /// <summary>How many of theirs are accepted.</summary>
    public int Passkeys { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public bool IsDisabled { get; init; }
}
