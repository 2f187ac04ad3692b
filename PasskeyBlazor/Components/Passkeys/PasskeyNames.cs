using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>
/// The names of one user's passkeys, as pages show them. A name that a person typed stays as it is. The page makes the other names,
/// in the language of the reader: from the authenticator model, else from the kind and the place. A security key, a synced passkey and
/// one that stays on its device never have the same name: the later one says what it is. Names that are still the same get a number,
/// so that each button and dialog identifies one passkey.
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
        var first = new Dictionary<string, Passkey>(StringComparer.OrdinalIgnoreCase);
        foreach (var passkey in all.OrderBy(p => p.Name is null).ThenBy(p => p.CreatedAt).ThenBy(p => p.Id))
        {
            var name = Alone(AccountEventDetail.Of(passkey), models);
            if (passkey.Name is null && !first.TryAdd(name, passkey) && ClassOf(first[name]) != ClassOf(passkey))
            {
                name = Text.Passkey_NameAndClass.With(SingleLine.Clean(name, UserPasskeys.MaxNameLength / 2)!, ClassText(passkey));
            }

            unique.Add(passkey.Id, PasskeyName.Among(unique.Values, name));
        }
    }

    /// <summary>The name of a passkey. It has no number when the passkey was removed meanwhile.</summary>
    public string Of(Passkey passkey) => unique.GetValueOrDefault(passkey.Id) ?? Alone(AccountEventDetail.Of(passkey), models);

    /// <summary>The name without a number, for an account event: it describes a passkey apart from the others.</summary>
    public static string Alone(AccountEventDetail passkey, AuthenticatorCatalog models) =>
        passkey.Name
        ?? models.Find(passkey.Aaguid ?? Guid.Empty)?.Name
        ?? ByKindAndPlace(passkey);

    private static string ByKindAndPlace(AccountEventDetail passkey) => passkey switch
    {
        { Kind: AuthenticatorKind.SecurityKey } => Text.Passkeys_SecurityKey,
        { Kind: AuthenticatorKind.Phone, System: not ("Android" or "iOS" or "iPadOS") } => Text.Passkey_Phone, // made from a computer
        { Kind: AuthenticatorKind.Phone or AuthenticatorKind.Platform, System: { } system } => Text.Passkey_DeviceOf.With(system),
        _ => BrowserName.Of(passkey.Browser, passkey.System) ?? Text.Passkey_DefaultName,
    };

    private (bool IsSecurityKey, bool CanSync) ClassOf(Passkey passkey) =>
        models.KindOf(passkey) == AuthenticatorKind.SecurityKey ? (true, false) : (false, passkey.IsBackupEligible);

    /// <summary>The words of its badge.</summary>
    private string ClassText(Passkey passkey) => ClassOf(passkey) switch
    {
        (true, _) => Text.Passkeys_SecurityKey,
        (_, false) => Text.Passkeys_DeviceOnly,
        _ => passkey.IsBackedUp ? Text.Passkeys_Synced : Text.Passkeys_NotSyncedYet,
    };
}
