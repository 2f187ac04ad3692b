namespace PasskeyBlazor.Components.Admin;

/// <summary>Texts whose wording for an administrator differs from the wording for the owner.</summary>
public static class AdminText
{
    /// <summary>The e-mail address, and whether it is verified.</summary>
    public static string EmailOf(string? email, bool isVerified) =>
        email is null ? Text.Admin_NoEmail : isVerified ? email : Text.Admin_EmailNotVerified.With(email);

    public static string Of(Failure failure) => failure == Failure.OnlySignInMethod ? Text.Admin_OnlyMethodStays : FailureText.Anywhere(failure);
}
