using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Components.Account;

/// <summary>What an account at a provider is called where its provider's name alone would not do.</summary>
public static class IdentityName
{
    /// <summary>What the provider calls it: "Ada Lovelace · ada@example.com". Empty where it gave neither.</summary>
    public static string Of(ExternalIdentity identity) =>
        string.Join(" · ", new[] { identity.Name, identity.Email }.Where(said => said is not null));

    /// <summary>Tells two accounts at one provider apart: "GitHub, Ada Lovelace · ada@example.com".</summary>
    public static string InFull(ExternalIdentity identity, ProviderDirectory directory) =>
        Of(identity) is { Length: > 0 } said ? $"{directory.NameOf(identity.Provider)}, {said}" : directory.NameOf(identity.Provider);
}
