namespace PasskeyBlazor.Import;

/// <summary>A user of the file.</summary>
/// <param name="Place">The position and the user handle, for messages.</param>
/// <param name="Handle">The bytes that the passkeys of the user have.</param>
/// <param name="Name">The name that pages show.</param>
/// <param name="Email">For display only.</param>
/// <param name="IsEmailVerified">Whether the other app has verified it.</param>
/// <param name="CreatedAt">Null where the file does not say.</param>
internal sealed record ImportedUser(string Place, byte[] Handle, string? Name, string? Email, bool IsEmailVerified, DateTimeOffset? CreatedAt)
{
    public List<ImportedIdentity> Identities { get; } = [];

    public List<ImportedPasskey> Passkeys { get; } = [];
}

/// <summary>An account at a provider that signs a user of the file in.</summary>
internal sealed record ImportedIdentity(string Place, string Provider, string Issuer, string Subject);

/// <summary>A passkey of a user of the file.</summary>
internal sealed record ImportedPasskey(string Place, byte[] CredentialId, byte[] PublicKey, uint SignCount, string[] Transports)
{
    public required bool IsBackupEligible { get; init; }

    public required bool IsBackedUp { get; init; }

    public required bool IsUserVerified { get; init; }

    /// <summary>Null where the other app does not know it.</summary>
    public required bool? IsDiscoverable { get; init; }

    /// <summary>All zeros where the other app does not know it.</summary>
    public required Guid Aaguid { get; init; }

    public required string? Name { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }
}
