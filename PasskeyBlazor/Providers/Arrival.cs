using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Whom a provider's answer leads to: the account there, known or new, or, where its verified address is that of another user's,
/// this user, who has to be asked.
/// </summary>
public sealed record Arrival(ExternalIdentity? Identity, Guid? OwnerOfAddress)
{
    /// <summary>What the user finds in their activity beside the sign-in; the caller saves it. Null where there is nothing to tell.</summary>
    public Activity? Event { get; init; }

    public static Arrival Of(ExternalIdentity identity) => new(identity, OwnerOfAddress: null);

    public static Arrival AtAddressOf(Guid userId) => new(Identity: null, userId);
}
