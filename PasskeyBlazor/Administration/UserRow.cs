namespace PasskeyBlazor.Administration;

/// <summary>A user in the list of users.</summary>
public sealed record UserRow
{
    public required Guid Id { get; init; }

    /// <summary>Null when the provider gives neither a name nor an email address.</summary>
    public string? Name { get; init; }

    public string? Email { get; init; }

    /// <summary>Whether the provider reports the email address as verified.</summary>
    public bool IsEmailVerified { get; init; }

    /// <summary>The schemes of the user's providers.</summary>
    public required IReadOnlyList<string> Providers { get; init; }

    /// <summary>The number of the user's passkeys that are not revoked.</summary>
    public int Passkeys { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public bool IsDisabled { get; init; }
}
