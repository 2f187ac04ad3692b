namespace PasskeyBlazor.Components.Admin;

/// <summary>What is said to an administrator in other words than to the account's owner.</summary>
public static class AdminText
{
    /// <summary>The address, and whether the person is known to have it.</summary>
    public static string EmailOf(string? email, bool isVerified) =>
        email is null ? Text.Admin_NoEmail : isVerified ? email : Text.Admin_EmailNotVerified.With(email);

    public static string Of(Failure failure) => failure == Failure.LastWayIn ? Text.Admin_LastWayIn : FailureText.Anywhere(failure);
}
