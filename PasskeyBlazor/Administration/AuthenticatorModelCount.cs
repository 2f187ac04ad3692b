namespace PasskeyBlazor.Administration;

/// <summary>An authenticator model and the number of its passkeys in this app.</summary>
/// <param name="Aaguid">All zero for authenticators that do not report their model.</param>
/// <param name="Name">Null when the name of the model is unknown.</param>
/// <param name="Accepted">The number of passkeys of this model that are not revoked.</param>
/// <param name="Revoked">The number of revoked passkeys.</param>
/// <param name="Accounts">The number of accounts that have passkeys of this model, accepted or revoked.</param>
/// <param name="IsBlocked">Whether the model is blocked: the app accepts no new passkeys of it.</param>
public sealed record AuthenticatorModelCount(Guid Aaguid, string? Name, int Accepted, int Revoked, int Accounts, bool IsBlocked);
