namespace PasskeyBlazor.Providers;

/// <summary>A provider that is available for sign-in.</summary>
/// <param name="Scheme">Its authentication scheme, and its name in forms and addresses.</param>
/// <param name="DisplayName">What its button says after "Continue with".</param>
/// <param name="VerifiesEmail">Whether its statement that an e-mail address is verified counts, for display and for asking its owner.</param>
public sealed record Provider(string Scheme, string DisplayName, bool VerifiesEmail)
{
    /// <summary>The issuer of its identities; null where its ID tokens name the issuer.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whether it is authoritative for the addresses that it reports as verified.</summary>
    public bool IsAuthoritative { get; init; }

    /// <summary>Whether a new account there becomes a sign-in method of the account here with the same address, without asking.</summary>
    public bool LinksByEmail { get; init; }

    /// <summary>Whether its answer proves when the person authenticated.</summary>
    public bool ProvesFreshness { get; init; }

    /// <summary>The parameter that requests a new authentication; null where there is none.</summary>
    public (string Parameter, string Value)? AsksAgainBy { get; init; }

    /// <summary>Up to two capital letters that replace a missing logo: "GH" for GitHub, "AS" for Acme SSO.</summary>
    public static string InitialsOf(string displayName)
    {
        var words = displayName.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var letters = words.Length > 1 ? words.Select(w => w[0]) : displayName.Where((c, i) => i == 0 || char.IsUpper(c));

        return string.Concat(letters.Where(char.IsLetterOrDigit).Take(2)).ToUpperInvariant();
    }
}
