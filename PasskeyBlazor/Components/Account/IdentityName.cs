using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;

namespace PasskeyBlazor.Components.Account;

/// <summary>What an account at a provider is called where its provider's name alone would not do.</summary>
public static class IdentityName
{
    /// <summary>Tells two accounts at one provider apart: "GitHub, ada@example.com".</summary>
    public static string InFull(ExternalIdentity identity, ProviderDirectory directory) =>
        (identity.Email ?? identity.Name) is { } label ? $"{directory.NameOf(identity.Provider)}, {label}" : directory.NameOf(identity.Provider);
}
