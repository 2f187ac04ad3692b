using System.ComponentModel.DataAnnotations;

namespace PasskeyBlazor.Passkeys;

/// <summary>The passkeys of an account, and the names of their authenticators. From the configuration section <c>Passkeys</c>.</summary>
public sealed class PasskeyOptions
{
    /// <summary>How many passkeys one account may have.</summary>
    [Range(1, 100, ErrorMessage = "Passkeys:MaxPerUser must be between 1 and 100.")]
    public int MaxPerUser { get; set; } = 20;

    /// <summary>Whether the app offers a passkey after a sign-in without one.</summary>
    public bool Offer { get; set; } = true;

    /// <summary>The local address after a sign-in that nothing else leads on from: "/" or, for example, "/orders".</summary>
    public string DefaultReturnUrl { get; set; } = "/";

    /// <summary>The path of a file that adds entries to <c>authenticators.json</c> or replaces entries there; null for none.</summary>
    public string? AuthenticatorCatalog { get; set; }
}
