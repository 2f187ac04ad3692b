using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.SignIn;

/// <summary>The form that renames a passkey, and the one that removes it.</summary>
public sealed class ChangePasskeyForm
{
    public string? Id { get; set; }

    /// <summary>The new name.</summary>
    public string? Name { get; set; }

    /// <summary>The name that the page shows. A person who leaves it unchanged chooses no name: one that the page made stays such a name.</summary>
    public string? Shown { get; set; }

    /// <summary>The path of the page with the list, where the person goes on. Only a local path is followed.</summary>
    public string? Page { get; set; }

    /// <inheritdoc cref="Page"/>
    public string List => ReturnUrl.Local(Page) is not "/" and var page ? page : PasskeysAddress.Path;

    /// <summary>An id that no passkey has when the form contains no valid id.</summary>
    public Guid PasskeyId => Guid.TryParse(Id, out var id) ? id : Guid.Empty;
}
