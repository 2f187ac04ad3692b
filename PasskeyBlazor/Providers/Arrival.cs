using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Whom a provider's answer leads to: the account there, known or new, or, where its verified address is that of another user's,
/// this user, who has to be asked.
/// </summary>
public sealed record Arrival(ExternalIdentity? Identity, Guid? OwnerOfAddress)
{
    public static Arrival Of(ExternalIdentity identity) => new(identity, OwnerOfAddress: null);

    public static Arrival AtAddressOf(Guid userId) => new(Identity: null, userId);
}
