using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Components.Account;

/// <summary>The name of an account at a provider, where the provider's name alone is not enough.</summary>
public static class IdentityName
{
    /// <summary>The names that the provider gives: "Ada Lovelace · ada@example.com". Empty where it gives none.</summary>
    public static string Of(ExternalIdentity identity) =>
        string.Join(" · ", new[] { identity.Name, identity.Email }.Where(said => said is not null));

    /// <summary>Distinguishes two accounts at one provider: "GitHub, Ada Lovelace · ada@example.com".</summary>
    public static string InFull(ExternalIdentity identity, ProviderDirectory directory) =>
        Of(identity) is { Length: > 0 } said ? $"{directory.NameOf(identity.Provider)}, {said}" : directory.NameOf(identity.Provider);

    /// <summary>The same among all accounts of a person: with a number where even that repeats.</summary>
    public static string Among(IReadOnlyList<ExternalIdentity> all, ExternalIdentity identity, ProviderDirectory directory) =>
        RepeatedName.Of(all, identity, one => InFull(one, directory));
}
