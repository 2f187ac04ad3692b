using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>Rows without a ceremony or a provider, with default values. A test sets the values that matter to it.</summary>
public static class NewRows
{
    /// <summary>A passkey that no authenticator holds.</summary>
    public static Passkey Passkey(
        Guid userId, DateTimeOffset at, string? name = "Passkey", Guid model = default, string? browser = null, string? system = null,
        bool isSynced = false, params string[] transports) => new()
        {
            UserId = userId,
            CredentialId = Guid.NewGuid().ToByteArray(),
            PublicKey = [1, 2, 3],
            Name = name,
            Aaguid = model,
            Transports = transports,
            IsBackupEligible = isSynced,
            IsBackedUp = isSynced,
            AttestationFormat = "none",
            Browser = browser,
            System = system,
            CreatedAt = at,
        };

    /// <summary>An account at another provider, pending in a browser until the user accepts it as a sign-in method.</summary>
    public static PendingLink PendingLink(Guid userId, DateTimeOffset at, string? browser = null) => new()
    {
        Browser = PasskeyBlazor.Data.PendingLink.BrowserOf(browser ?? $"{Guid.NewGuid()}"),
        UserId = userId,
        Provider = "Other",
        Issuer = "https://other.example",
        Subject = $"{userId}",
        CreatedAt = at,
        ExpiresAt = at + PasskeyBlazor.Data.PendingLink.Lifetime,
    };
}
