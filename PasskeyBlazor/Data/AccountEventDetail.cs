namespace PasskeyBlazor.Data;

/// <summary>
/// The object of an account event, as it was at that time. It contains data only: the page makes the sentence, in the language of
/// the reader. The deletion of the account removes it as a whole, because it can identify the person.
/// </summary>
public sealed record AccountEventDetail
{
    /// <summary>The name that a person gave the passkey, or the address or name of a connected account.</summary>
    public string? Name { get; init; }

    /// <summary>The new name of a renamed passkey.</summary>
    public string? NewName { get; init; }

    /// <summary>The authenticator model of the passkey: all zeros when it is unknown. Null when the object is no passkey.</summary>
    public Guid? Aaguid { get; init; }

    /// <summary>The kind that the passkey suggests, for its name where the model is unknown.</summary>
    public AuthenticatorKind? Kind { get; init; }

    /// <summary>The browser that created the passkey, or the browser of the ended session.</summary>
    public string? Browser { get; init; }

    /// <summary>The operating system that belongs to <see cref="Browser"/>.</summary>
    public string? System { get; init; }

    /// <summary>The number of sessions that were ended together.</summary>
    public int? Sessions { get; init; }

    /// <summary>Whether the provider of a reauthentication proved it. Null for all other events.</summary>
    public bool? IsProvedFresh { get; init; }

    /// <summary>Whether this was the first sign-in of the account in a browser, and not its first one at all. Null for all other events.</summary>
    public bool? IsNewBrowser { get; init; }

    public static AccountEventDetail Of(Passkey passkey) =>
        new() { Name = passkey.Name, Aaguid = passkey.Aaguid, Kind = passkey.SuggestedKind, Browser = passkey.Browser, System = passkey.System };

    public static AccountEventDetail Of(ExternalIdentity identity) => new() { Name = identity.Email ?? identity.Name };

    public static AccountEventDetail Of(Session session) => new() { Browser = session.Browser, System = session.System };
}
