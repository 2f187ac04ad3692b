namespace PasskeyBlazor.Data;

/// <summary>The sign-in methods of one user: only those that can really sign in. Created by <see cref="SignInMethods.Among"/>.</summary>
public sealed record UserSignInMethods(IReadOnlyList<Passkey> Passkeys, IReadOnlyList<ExternalIdentity> Identities)
{
    public int Count => Passkeys.Count + Identities.Count;

    /// <summary>Whether the passkey is the only sign-in method. False for a passkey that cannot sign in.</summary>
    public bool IsLast(Passkey passkey) => Count == 1 && Without(passkey.Id).Count == 0;

    /// <summary>Whether the external identity is the only sign-in method. False for an identity that cannot sign in.</summary>
    public bool IsLast(ExternalIdentity identity) => Count == 1 && Without(identity.Id).Count == 0;

    /// <summary>The methods that remain after one is removed.</summary>
    public UserSignInMethods Without(Guid id) => new([.. Passkeys.Where(p => p.Id != id)], [.. Identities.Where(i => i.Id != id)]);
}
