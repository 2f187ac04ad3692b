namespace PasskeyBlazor.Administration;

/// <summary>What becomes of the passkeys of a make that is accepted no longer.</summary>
/// <param name="Revoked">How many are accepted no longer.</param>
/// <param name="Kept">How many stay, because they are somebody's last way in.</param>
public sealed record RevokedMake(int Revoked, int Kept);
