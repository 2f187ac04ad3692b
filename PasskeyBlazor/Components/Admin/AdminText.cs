using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Components.Admin;

/// <summary>What is said to an administrator in other words than to the account's owner.</summary>
public static class AdminText
{
    public static string Of(CeremonyFailure failure) => failure == CeremonyFailure.LastWayIn ? Text.Admin_LastWayIn : FailureText.Anywhere(failure);
}
