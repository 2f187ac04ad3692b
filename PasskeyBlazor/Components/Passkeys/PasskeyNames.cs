using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>
/// The names of one user's passkeys, as pages show them. A name that a person typed stays as it is. The page makes the other names,
/// in the language of the reader: from the authenticator model, else from the browser that created the passkey. They get a number
/// where needed, so that each button and dialog identifies one passkey.
/// </summary>
public sealed class PasskeyNames
{
    private readonly Dictionary<Guid, string> unique = [];
    private readonly AuthenticatorCatalog models;

    /// <param name="all">All passkeys of the user, also those that cannot sign in.</param>
    /// <param name="models">The names of authenticator models.</param>
    public PasskeyNames(IEnumerable<Passkey> all, AuthenticatorCatalog models)
    {
        this.models = models;

        // The oldest comes first: a new passkey gets the number, and the names of the others stay.
        foreach (var passkey in all.OrderBy(p => p.Name is null).ThenBy(p => p.CreatedAt).ThenBy(p => p.Id))
        {
            unique.Add(passkey.Id, PasskeyName.Among(unique.Values, Alone(AccountEventDetail.Of(passkey), models)));
        }
    }

    /// <summary>The name of a passkey. It has no number when the passkey was removed meanwhile.</summary>
    public string Of(Passkey passkey) => unique.GetValueOrDefault(passkey.Id) ?? Alone(AccountEventDetail.Of(passkey), models);

    /// <summary>The name without a number, for an account event: it describes a passkey apart from the others.</summary>
    public static string Alone(AccountEventDetail passkey, AuthenticatorCatalog models) =>
        passkey.Name
        ?? models.Find(passkey.Aaguid ?? Guid.Empty)?.Name
        ?? (BrowserName.Of(passkey.Browser, passkey.System) is { } place ? Text.Passkey_DefaultNameOf.With(place) : Text.Passkey_DefaultName);
}
