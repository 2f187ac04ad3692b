namespace PasskeyBlazor.Data;

/// <summary>What really signs one person in, of all that is in their account; made by <see cref="WaysIn.Among"/>.</summary>
public sealed record OwnWays(IReadOnlyList<Passkey> Passkeys, IReadOnlyList<ExternalIdentity> Identities)
{
    public int Count => Passkeys.Count + Identities.Count;

    /// <summary>Whether nothing else signs its owner in. One that signs nobody in is no way to lose.</summary>
    public bool IsLast(Passkey passkey) => Count == 1 && Without(passkey.Id).Count == 0;

    /// <summary>Whether nothing else signs its owner in. One that leads nowhere is no way to lose.</summary>
    public bool IsLast(ExternalIdentity identity) => Count == 1 && Without(identity.Id).Count == 0;

    /// <summary>What remains when one of them goes.</summary>
    public OwnWays Without(Guid id) => new([.. Passkeys.Where(p => p.Id != id)], [.. Identities.Where(i => i.Id != id)]);
}
