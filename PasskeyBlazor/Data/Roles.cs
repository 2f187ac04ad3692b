namespace PasskeyBlazor.Data;

/// <summary>The roles that <see cref="User.Roles"/> may hold.</summary>
public static class Roles
{
    /// <summary>Sees all accounts, and may disable them and take ways in away.</summary>
    public const string Administrator = "administrator";
}
