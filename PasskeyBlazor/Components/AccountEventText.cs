using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Components;

/// <summary>The only place that converts an <see cref="AccountEvent"/> to a sentence.</summary>
public static class AccountEventText
{
    /// <summary>The sentence about the event, with its icon.</summary>
    public static (string Icon, string Sentence) Of(AccountEvent accountEvent, ProviderDirectory directory)
    {
        var provider = directory.NameOf(accountEvent.Method ?? "");

        return accountEvent.Kind switch
        {
            AccountEventKind.SignedIn when accountEvent.Method == SignedIn.ByPasskey => ("passkey", Text.Activity_SignedInWithPasskey),
            AccountEventKind.SignedIn => ("globe", Text.Activity_SignedInWith.With(provider)),
            AccountEventKind.SignedOut => ("sign-out", Text.Activity_SignedOut),
            AccountEventKind.SignInRefused when accountEvent.Method == SignedIn.ByPasskey => ("warning", Text.Activity_SignInRefused),
            AccountEventKind.SignInRefused => ("warning", Text.Activity_SignInRefusedWith.With(provider)),
            AccountEventKind.Reauthenticated when accountEvent.Method == SignedIn.ByPasskey => ("shield", Text.Activity_ConfirmedWithPasskey),
            AccountEventKind.Reauthenticated => ("shield", Text.Activity_ConfirmedWith.With(provider)),
            AccountEventKind.ReauthenticationRefused when accountEvent.Method == SignedIn.ByPasskey => ("warning", Text.Activity_ConfirmationRefusedByPasskey),
            AccountEventKind.ReauthenticationRefused => ("warning", Text.Activity_ConfirmationRefused.With(provider)),
            AccountEventKind.PasskeyAdded => ("plus", Text.Activity_PasskeyAdded),
            AccountEventKind.PasskeyRenamed => ("pencil", Text.Activity_PasskeyRenamed),
            AccountEventKind.PasskeyRemoved => ("trash", Text.Activity_PasskeyRemoved),
            AccountEventKind.PasskeyUnusable => ("warning", Text.Activity_PasskeyUnusable),
            AccountEventKind.PasskeyRevoked => ("lock", Text.Activity_PasskeyRevoked),
            AccountEventKind.PasskeyAccepted => ("check", Text.Activity_PasskeyAccepted),
            AccountEventKind.IdentityLinked => ("link", Text.Activity_IdentityLinked.With(provider)),
            AccountEventKind.IdentityLinkedByEmail => ("link", Text.Activity_IdentityLinkedByEmail.With(provider)),
            AccountEventKind.LinkRefused => ("warning", Text.Activity_LinkRefused.With(provider)),
            AccountEventKind.IdentityUnlinked => ("trash", Text.Activity_IdentityUnlinked.With(provider)),
            AccountEventKind.ProfileSourceChanged => ("person", Text.Activity_ShownChanged),
            AccountEventKind.SessionsEnded when accountEvent.ActorId is not null => ("sign-out", Text.Activity_SessionsEndedForThem),
            AccountEventKind.SessionsEnded => ("sign-out", Text.Activity_SessionsEnded),
            AccountEventKind.Disabled => ("lock", Text.Activity_Disabled),
            AccountEventKind.Enabled => ("check", Text.Activity_Enabled),
            AccountEventKind.RoleGiven => ("person", Text.Activity_RoleGiven),
            AccountEventKind.RoleRemoved => ("person", Text.Activity_RoleRemoved),
            AccountEventKind.DataDownloaded => ("copy", Text.Activity_DataDownloaded),
            AccountEventKind.AccountDeleted => ("trash", Text.Activity_AccountDeleted),
            _ => throw new ArgumentOutOfRangeException(nameof(accountEvent), accountEvent.Kind, "An account event without a sentence."),
        };
    }

    /// <summary>The object, the actor and the place of the event, as far as they are known.</summary>
    /// <param name="accountEvent">The account event.</param>
    /// <param name="models">The names of authenticator models.</param>
    /// <param name="actors">The names of administrators, where the reader may see them.</param>
    public static string DetailOf(AccountEvent accountEvent, AuthenticatorCatalog models, IReadOnlyDictionary<Guid, string?>? actors = null)
    {
        string? name = null;
        var actor = accountEvent.ActorId switch
        {
            null => null,
            { } id when actors?.TryGetValue(id, out name) == true => Text.Activity_By.With(PersonName.Of(name)),
            _ => Text.Activity_ByAdministrator,
        };
        var reference = accountEvent.Reference is null ? null : $"{Text.Error_Reference} {accountEvent.Reference}";
        string?[] parts = [ObjectOf(accountEvent, models), actor, BrowserName.Of(accountEvent.Browser, accountEvent.System), accountEvent.Address, reference];

        return string.Join(" · ", parts.Where(part => part is not null));
    }

    /// <summary>
    /// The name of a passkey or an account is in quotes: a person can choose it, and beside a browser's name it could look like one.
    /// </summary>
    private static string? ObjectOf(AccountEvent accountEvent, AuthenticatorCatalog models) => accountEvent.Detail switch
    {
        null => null,
        { Aaguid: { } model } when accountEvent.Kind is AccountEventKind.PasskeyRevoked or AccountEventKind.PasskeyAccepted => models.Find(model)?.Name,
        { NewName: { } name } passkey => Text.Activity_FromTo.With(PasskeyNames.Alone(passkey, models), name),
        { Aaguid: not null } passkey => Text.Activity_Named.With(PasskeyNames.Alone(passkey, models)),
        { Sessions: { } count } => Text.Activity_SessionsEndedAll.With(count),
        { Name: { } account } => Text.Activity_Named.With(account),
        { IsProvedFresh: { } isProved } => isProved ? null : Text.Activity_NotProvedFresh,
        var session => BrowserName.Of(session.Browser, session.System),
    };
}
