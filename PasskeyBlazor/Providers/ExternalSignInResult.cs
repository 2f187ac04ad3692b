using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>
/// The result of a provider's answer: the account there, known or new. Where its verified address belongs to another user: that
/// user, who must be asked.
/// </summary>
public sealed record ExternalSignInResult(ExternalIdentity? Identity, Guid? OwnerOfAddress)
{
    /// <summary>The account event beside the sign-in; the caller saves it. Null where there is none.</summary>
    public AccountEvent? Event { get; init; }

    public static ExternalSignInResult Of(ExternalIdentity identity) => new(identity, OwnerOfAddress: null);

    public static ExternalSignInResult AtAddressOf(Guid userId) => new(Identity: null, userId);
}
