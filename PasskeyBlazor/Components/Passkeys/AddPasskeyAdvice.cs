using PasskeyBlazor.Data;

namespace PasskeyBlazor.Components.Passkeys;

/// <summary>What a page says in place of the offer to create a passkey here, and whether it offers a second one elsewhere.</summary>
public sealed record AddPasskeyAdvice(AddPasskeyView View, bool OffersSecond = false)
{
    /// <param name="passkeys">All passkeys of the user.</param>
    /// <param name="names">Their names.</param>
    /// <param name="here">The ids of the passkeys of this browser, the latest first.</param>
    /// <param name="isByPasskey">Whether a passkey opened the session.</param>
    /// <param name="isDeclined">Whether the user has declined the offer on this operating system.</param>
    /// <param name="mostPerUser">The limit of passkeys.</param>
    /// <returns>Null when the page offers a passkey.</returns>
    public static AddPasskeyAdvice? For(
        IReadOnlyList<Passkey> passkeys, PasskeyNames names, IReadOnlyList<Guid> here, bool isByPasskey, bool isDeclined, int mostPerUser)
    {
        var methods = passkeys.Where(SignInMethods.IsOne).ToList();
        var isFull = passkeys.Count >= mostPerUser;
        var isUrged = !isByPasskey && !isDeclined && !isFull;
        if (here.Select(id => methods.Find(p => p.Id == id)).OfType<Passkey>().FirstOrDefault() is { } own)
        {
            var offersSecond = isUrged && methods is [{ IsBackupEligible: false, IsBackedUp: false }];

            return new(AllSet((offersSecond ? Text.Home_AllSet_Second : Text.Home_AllSet_Text).With(names.Of(own))), offersSecond);
        }

        return isUrged ? null
            : isByPasskey ? new(AllSet(Text.Home_AllSet_ByPasskey))
            : isFull ? new(new AddPasskeyView("note", null, Text.Panel_LimitReached_Title.With(mostPerUser), null))
            : new(new AddPasskeyView("passkey", null, Text.Home_Declined_Title, Text.Home_Declined_Text));
    }

    private static AddPasskeyView AllSet(string more) => new("check", "good", Text.Home_AllSet_Title, more);
}
