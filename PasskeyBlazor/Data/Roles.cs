namespace PasskeyBlazor.Data;

/// <summary>The possible values of <see cref="User.Roles"/>.</summary>
public static class Roles
{
    /// <summary>Sees all accounts, can disable accounts and can remove sign-in methods.</summary>
    public const string Administrator = "administrator";
}
