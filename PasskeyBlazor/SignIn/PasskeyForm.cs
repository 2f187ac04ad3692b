namespace PasskeyBlazor.SignIn;

/// <summary>The form that posts the answer of a passkey.</summary>
public sealed class PasskeyForm
{
    /// <summary>The sealed state of the ceremony.</summary>
    public string? State { get; set; }

    /// <summary>The answer as JSON. Empty when the user pressed the button before the script was ready.</summary>
    public string? Credential { get; set; }

    public string? ReturnUrl { get; set; }

    /// <summary>Whether the session continues after the browser closes. Only the sign-in page asks.</summary>
    public bool? Stay { get; set; }

    /// <summary>
    /// <c>true</c> where the browser says that the passkey is on another device, and that its own device can create one. Only the
    /// sign-in page asks.
    /// </summary>
    public string? CanCreate { get; set; }

    /// <summary>The name of a <see cref="ReauthenticationReason"/>. Only the reauthentication page sends it.</summary>
    public string? Reason { get; set; }
}
