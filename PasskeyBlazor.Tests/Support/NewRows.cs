using PasskeyBlazor.Data;

namespace PasskeyBlazor.Tests.Support;

/// <summary>Rows that no ceremony and no provider made, with what a test does not care about filled in. A test adds what it does care about.</summary>
public static class NewRows
{
    /// <summary>A passkey that no authenticator answers for.</summary>
    public static Passkey Passkey(
        Guid userId, DateTimeOffset at, string name = "Passkey", Guid make = default, string? browser = null, string? system = null,
        bool isSynced = false, params string[] transports) => new()
        {
            UserId = userId,
            CredentialId = Guid.NewGuid().ToByteArray(),
            PublicKey = [1, 2, 3],
            Name = name,
            Aaguid = make,
            Transports = transports,
            IsBackupEligible = isSynced,
            IsBackedUp = isSynced,
            AttestationFormat = "none",
            Browser = browser,
            System = system,
            CreatedAt = at,
        };

    /// <summary>An account at another provider that waits in some browser for the user to say that it shall be a way in.</summary>
    public static PendingLink PendingLink(Guid userId, DateTimeOffset at) => new()
    {
        Browser = PasskeyBlazor.Data.PendingLink.BrowserOf($"{Guid.NewGuid()}"),
        UserId = userId,
        Provider = "Other",
        Issuer = "https://other.example",
        Subject = $"{userId}",
        CreatedAt = at,
        ExpiresAt = at + PasskeyBlazor.Data.PendingLink.Lifetime,
    };
}
