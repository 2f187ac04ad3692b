namespace PasskeyBlazor.Administration;

/// <summary>A make of authenticators, and how much it is used here.</summary>
/// <param name="Aaguid">All zero for those that do not say their make.</param>
/// <param name="Name">Null where nobody said what the make is called.</param>
/// <param name="Accepted">How many passkeys of it sign people in.</param>
/// <param name="Revoked">How many are accepted no longer.</param>
/// <param name="Accounts">How many accounts have any of these.</param>
/// <param name="IsRefused">Whether no new ones are accepted.</param>
public sealed record PasskeyMake(Guid Aaguid, string? Name, int Accepted, int Revoked, int Accounts, bool IsRefused);
