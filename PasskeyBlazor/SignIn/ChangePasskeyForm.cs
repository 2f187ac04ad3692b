namespace PasskeyBlazor.SignIn;

/// <summary>The form that renames a passkey, and the one that removes it.</summary>
public sealed class ChangePasskeyForm
{
    public string? Id { get; set; }

    /// <summary>The new name.</summary>
    public string? Name { get; set; }

    /// <summary>The name that the page shows. A person who leaves it unchanged chooses no name: one that the page made stays such a name.</summary>
    public string? Shown { get; set; }

    /// <summary>An id that no passkey has when the form contains no valid id.</summary>
    public Guid PasskeyId => Guid.TryParse(Id, out var id) ? id : Guid.Empty;
}
