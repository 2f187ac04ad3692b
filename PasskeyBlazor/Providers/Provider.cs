namespace PasskeyBlazor.Providers;

/// <summary>A provider that people can continue with.</summary>
/// <param name="Scheme">Its authentication scheme, and its name in forms and addresses.</param>
/// <param name="DisplayName">What its button says after "Continue with".</param>
/// <param name="TrustEmail">Whether the operator believes its word that an e-mail address is verified.</param>
public sealed record Provider(string Scheme, string DisplayName, bool TrustEmail)
{
    /// <summary>Whether its word that an address is verified is the last one.</summary>
    public bool IsAuthorityOnEmail { get; init; }

    /// <summary>Whether a new account there becomes a way into the account here that has the same address, without asking.</summary>
    public bool LinksByEmail { get; init; }

    /// <summary>What makes it ask a person again who they are; null where nothing does.</summary>
    public (string Parameter, string Value)? AsksAgainBy { get; init; }

    /// <summary>Up to two capitals that stand for it where there is no logo: "GH" for GitHub, "AS" for Acme SSO.</summary>
    public static string InitialsOf(string displayName)
    {
        var words = displayName.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var letters = words.Length > 1 ? words.Select(w => w[0]) : displayName.Where((c, i) => i == 0 || char.IsUpper(c));

        return string.Concat(letters.Where(char.IsLetterOrDigit).Take(2)).ToUpperInvariant();
    }
}
