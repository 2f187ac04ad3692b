namespace PasskeyBlazor.SignIn;

/// <summary>The form of the page that creates a passkey without a circuit.</summary>
public sealed class AddPasskeyForm
{
    /// <summary>The sealed state of the ceremony.</summary>
    public string? State { get; set; }

    /// <summary>The answer as JSON. Empty when the user pressed the button before the script was ready.</summary>
    public string? Credential { get; set; }

    public string? ReturnUrl { get; set; }

    /// <summary><c>true</c> where the app offers the passkey.</summary>
    public string? Offer { get; set; }
}
