namespace PasskeyBlazor.SignIn;

/// <summary>The form of a button that leads to a provider.</summary>
public sealed class ProviderForm
{
    /// <summary>The scheme of the provider. Null when the form was posted without a button of a provider.</summary>
    public string? Provider { get; set; }

    public string? ReturnUrl { get; set; }

    /// <summary>Whether the session continues after the browser closes. Only the sign-in page asks.</summary>
    public bool? Stay { get; set; }

    /// <summary><c>true</c> where the browser says that its device can create a passkey. Only the sign-in page asks.</summary>
    public string? CanCreate { get; set; }

    /// <summary>The name of a <see cref="ReauthenticationReason"/>. Only the reauthentication page sends it.</summary>
    public string? Reason { get; set; }
}
