
namespace PasskeyBlazor.Tests.Support;

/// <summary>An attack or a fault that the app handles.</summary>
/// <param name="Id">The id that tests use.</param>
/// <param name="What">What happens.</param>
/// <param name="WithoutTest">The reason why no test names it; null if a test must name it.</param>
public sealed record Threat(string Id, string What, string? WithoutTest = null);

/// <summary>All threats by target. Tests name them with <see cref="ThreatAttribute"/>, cases at the start of their name.</summary>
public static class Threats
{
    public static IReadOnlyList<Threat> ClientData { get; } =
    [
        new("WA-01", "the type is another one, or none"),
        new("WA-02", "a member is there twice"),
        new("WA-03", "the challenge is another one, or none"),
        new("WA-04", "the origin only looks like ours"),
        new("WA-05", "the request's own headers say where it came from"),
        new("WA-06", "another site's page stood around ours"),
        new("WA-07", "the client data is not one JSON object"),
        new("WA-08", "the client data is deep or large"),
        new("WA-09", "the client data says more than is known; accepted, but for token binding in a sign-in that is present or of an unknown status"),
        new("WA-10", "another origin asks whether it may use our RP ID"),
        new("WA-11", "a byte order mark stands before the client data"),
    ];

    public static IReadOnlyList<Threat> AuthenticatorData { get; } =
    [
        new("AD-01", "the authenticator data is too short"),
        new("AD-02", "the RP ID hash is another's"),
        new("AD-03", "no person was present"),
        new("AD-04", "no person was verified"),
        new("AD-05", "it is backed up and may not be"),
        new("AD-06", "it may be backed up, and could not before, or the reverse"),
        new("AD-07", "it is backed up now, or no longer; accepted and kept"),
        new("AD-08", "attested data is announced and missing, or the reverse"),
        new("AD-09", "extension data is announced and missing, malformed, or the reverse"),
        new("AD-10", "bytes follow"),
        new("AD-11", "the credential id is empty, too long, or not as long as it says"),
        new("AD-12", "the ids that are given differ"),
        new("AD-13", "reserved flags or unknown extensions are set; accepted"),
        new("AD-14", "the AAGUID is cut off"),
        new("AD-15", "a known firmware writes a key with bytes after it"),
    ];

    public static IReadOnlyList<Threat> Keys { get; } =
    [
        new("CK-01", "a label of the public key is missing, twice, or of another type"),
        new("CK-02", "key type, algorithm and curve do not belong together"),
        new("CK-03", "the algorithm was not offered"),
        new("CK-04", "the point is not on the curve, or not a point"),
        new("CK-05", "an Ed25519 key is of small order, or of another curve"),
        new("CK-06", "an RSA key is too small, too large, or even"),
        new("CK-07", "the public key brings its private part"),
        new("CK-08", "the signature is malformed or wrong"),
        new("CK-09", "the signature has the other s; accepted, so it is no key of anything"),
        new("CK-10", "the signature is over something else"),
        new("CK-11", "the kept key is another's, or cannot be read"),
        new("CK-12", "the verifying library says no without throwing"),
        new("CK-13", "the key is of a kind that is not offered: Ed448, ML-DSA"),
    ];

    public static IReadOnlyList<Threat> Attestation { get; } =
    [
        new("AT-01", "the format is missing, unknown, or no text"),
        new("AT-02", "the statement of none says something"),
        new("AT-03", "the statement proves nothing; none is evaluated"),
        new("AT-04", "certificate and authenticator data differ; none is evaluated"),
        new("AT-05", "bytes follow the object"),
        new("AT-06", "a member is there twice"),
        new("AT-07", "the object is not canonical; accepted, as real ones are not"),
        new("AT-08", "the object is nested without end"),
        new("AT-09", "a length claims what is not there"),
        new("AT-10", "the object is too large"),
        new("AT-11", "the authenticator data is no byte string"),
    ];

    public static IReadOnlyList<Threat> Records { get; } =
    [
        new("CR-01", "a credential id is registered again"),
        new("CR-02", "another's credential id is registered with another key"),
        new("CR-03", "a credential answers for another user"),
        new("CR-04", "the user handle is missing, or another user's"),
        new("CR-05", "the credential is unknown or was removed"),
        new("CR-06", "the account is disabled"),
        new("CR-07", "the counter has not grown"),
        new("CR-08", "the signature is good, and the counter cannot be saved"),
        new("CR-09", "the user handle tells who the person is"),
        new("CR-10", "the passkey could not sign in by itself"),
        new("CR-11", "the same authenticator is added twice"),
        new("CR-12", "the browser made a passkey, and the server could not keep it"),
        new("CR-13", "the name is empty, endless, or misleading"),
        new("CR-14", "there are as many passkeys as are allowed"),
        new("CR-15", "the browser's window ends without an answer"),
    ];

    public static IReadOnlyList<Threat> Ceremonies { get; } =
    [
        new("CH-01", "an answer is sent twice"),
        new("CH-02", "an answer is sent many times at once, also to two nodes"),
        new("CH-03", "cookies and state are kept, and the answer is sent again with them"),
        new("CH-04", "the state is altered, exchanged or forged"),
        new("CH-05", "the ceremony has ended"),
        new("CH-06", "a clock is wrong or jumps"),
        new("CH-07", "a ceremony is completed in another session or browser"),
        new("CH-08", "the session ends between the halves"),
        new("CH-09", "several ceremonies are open at once"),
        new("CH-10", "ceremonies are begun and left"),
        new("CH-11", "a challenge could be guessed"),
        new("CH-12", "a challenge is used for another purpose"),
        new("CH-13", "an offer of autofill outlives its challenge"),
        new("CH-14", "the line drops while the browser's window is open"),
    ];

    public static IReadOnlyList<Threat> Handoff { get; } =
    [
        new("HO-01", "state and answer are used twice, at once, on two nodes"),
        new("HO-02", "state and answer are stolen and used in another browser"),
        new("HO-03", "another site's page posts its own answer from the victim's browser"),
        new("HO-04", "the state is forged, cut, bent, of another purpose or key ring"),
        new("HO-05", "the state has expired"),
        new("HO-06", "an answer comes in while another person is signed in"),
        new("HO-07", "the passkey goes between the halves"),
        new("HO-08", "a link, a prefetch or a scanner asks the address"),
        new("HO-09", "a circuit tries to write the cookie"),
        new("HO-10", "a state is used for another purpose"),
        new("HO-11", "one node begins and another completes"),
        new("HO-12", "the answer succeeds, and the response is lost"),
        new("HO-13", "a circuit outlives its session"),
        new("HO-14", "a circuit's id is guessed or replayed"),
        new("HO-15", "a socket calls what no button calls"),
    ];

    public static IReadOnlyList<Threat> Providers { get; } =
    [
        new("OA-01", "the state is missing, wrong, used, or another browser's"),
        new("OA-02", "the nonce is missing or wrong"),
        new("OA-03", "a code comes without its proof key"),
        new("OA-04", "a code is used twice"),
        new("OA-05", "an answer is of another provider"),
        new("OA-06", "an ID token is unsigned, wrongly signed, too old, too large, or for another client"),
        new("OA-07", "the return address leads elsewhere"),
        new("OA-08", "an address is that of another account, and unverified"),
        new("OA-09", "an address is that of an account that never proved it"),
        new("OA-10", "issuers, subjects or addresses look alike"),
        new("OA-11", "a stranger's account is linked to the victim's"),
        new("OA-12", "a proof for linking is used twice"),
        new("OA-13", "the only sign-in method is unlinked"),
        new("EN-04", "a refusal tells whose an address is"),
        new("OA-14", "the provider is down, slow, or answers nonsense"),
        new("OA-15", "the person says no, or the error brings markup"),
        new("OA-16", "claims are endless, misleading, or addresses of elsewhere"),
        new("OA-17", "a person signs in while another one is signed in"),
        new("OA-18", "an account changes while a session is open"),
        new("OA-19", "an account is prepared for its victim by an address or a passkey"),
        new("OA-20", "a stolen session adds a passkey"),
        new("OA-21", "a link by e-mail is used twice", "nothing is sent by e-mail"),
    ];

    public static IReadOnlyList<Threat> Freshness { get; } =
    [
        new("FR-01", "the proof of a new authentication is missing, malformed, too old or in the future"),
        new("FR-02", "a browser removes the request for a new authentication"),
        new("FR-03", "a provider confirms a person and proves nothing"),
        new("FR-04", "only a proved authentication counts, and another one is tried"),
        new("FR-05", "a provider's clock is ahead or behind"),
        new("FR-06", "UserInfo fails, or is about another person"),
        new("FR-07", "an account at a company's server has the number of another person's account at the public one"),
        new("FR-08", "a provider's fragment stays in the address"),
        new("FR-09", "a refusal is in the log twice, or not at all"),
    ];

    public static IReadOnlyList<Threat> Web { get; } =
    [
        new("WB-01", "another site's page sends a request"),
        new("WB-02", "another site's page opens the circuit's socket"),
        new("WB-03", "a name or an address holds a script"),
        new("WB-04", "a name that holds a script reaches the page's own scripts"),
        new("WB-05", "another user's passkey is renamed or removed"),
        new("WB-06", "another address does the same with fewer questions"),
        new("WB-07", "a form brings more than it is asked for"),
        new("WB-08", "a page is shown in another's frame"),
        new("WB-09", "a response lacks its headers"),
        new("WB-10", "a frame asks for passkeys"),
        new("WB-11", "another site's script reads an answer"),
        new("WB-12", "a request is malformed or much too large"),
        new("WB-13", "an error page tells what is inside"),
        new("WB-14", "a page loads something from elsewhere"),
        new("WB-15", "an address for operators is open"),
        new("WB-16", "the length of what is compressed tells a secret"),
    ];

    public static IReadOnlyList<Threat> Sessions { get; } =
    [
        new("SE-01", "a cookie is planted before the sign-in"),
        new("SE-02", "a cookie is within reach of scripts or other sites"),
        new("SE-03", "a cookie is used after signing out"),
        new("SE-04", "what opened a session is removed"),
        new("SE-05", "a session lives too long"),
        new("SE-06", "an open page keeps a session alive by itself"),
        new("SE-07", "a session names another sign-in method than the one that was used"),
        new("SE-08", "one user has ten thousand sessions"),
    ];

    public static IReadOnlyList<Threat> AtOnce { get; } =
    [
        new("CC-01", "one credential is added twice at once"),
        new("CC-02", "two passkeys are added at the limit"),
        new("CC-03", "the last two sign-in methods are removed at once"),
        new("CC-04", "a passkey is removed while it signs in"),
        new("CC-05", "a passkey is renamed and removed at once, or in two tabs"),
        new("CC-06", "an account is made twice by two first sign-ins"),
        new("CC-07", "the session ends during an action"),
        new("CC-08", "a button is pressed twice"),
        new("CC-09", "the database undoes one of two transactions"),
    ];

    public static IReadOnlyList<Threat> WrittenDown { get; } =
    [
        new("LG-03", "an account is changed, and its owner cannot see how"),
        new("LG-04", "the log can no longer be written"),
        new("LG-05", "an account is deleted, and something of it stays or comes back"),
    ];

    public static IReadOnlyList<Threat> Browsers { get; } =
    [
        new("BR-01", "the browser's promise never settles, and ignores that it is aborted"),
        new("BR-02", "a cancelled ceremony is answered late"),
        new("BR-03", "the answer is null, or what is thrown is no DOMException"),
        new("BR-04", "a question about the browser is never answered, throws, or is unknown"),
        new("BR-05", "toJSON is missing, throws or gives something else, and members are inherited, getters, views, or of another window"),
        new("BR-06", "the browser opens its sheet only in the press itself"),
        new("BR-07", "the answer is there while the press is still being handled"),
        new("BR-08", "no person was verified, and the person does not know why the passkey is refused"),
    ];

    public static IReadOnlyList<Threat> Answers { get; } =
    [
        new("AN-01", "a member of an answer is absent, null, empty, or of another type"),
        new("AN-02", "an answer has members that are not known, or odd hints"),
        new("AN-03", "an answer to a confirmation names no user"),
        new("AN-04", "a property of a passkey changed that never changes: each later answer is refused"),
        new("AN-05", "a counter does not grow, once or again"),
        new("AN-06", "an answer that proves nothing would make a passkey unusable"),
        new("AN-07", "the stored key of a passkey cannot be used any more"),
        new("AN-08", "an unusable passkey counts as a sign-in method, or blocks a new passkey"),
        new("AN-09", "the confirmation of a save is lost, or the database cannot be asked, before a signal"),
        new("AN-10", "a passkey that was unknown is saved before the signal about it"),
    ];

    public static IReadOnlyList<Threat> ProviderReturns { get; } =
    [
        new("PR-01", "an answer of a provider fails, and the person loses where they came from and what they wanted"),
        new("PR-02", "an answer comes without the state that was sent, or with that of another browser"),
        new("PR-03", "sign-ins are begun and left, and their cookies fill the header"),
        new("PR-04", "the cookies of an attacker's sign-in are planted from a sibling domain"),
        new("PR-05", "a cookie of a sign-in could be set by a sibling domain"),
        new("PR-06", "a provider's issuer is another one than its address"),
        new("PR-07", "a provider signs with an algorithm that cannot be verified"),
        new("PR-08", "a provider changes its keys, hangs, or names keys that it does not have"),
        new("PR-09", "a return address has characters that no header can hold"),
        new("PR-10", "an address begins with two slashes, also after its dots are resolved"),
    ];

    public static IReadOnlyList<Threat> Abuse { get; } =
    [
        new("AB-01", "visitors who are signed out open circuits, and displace those of users"),
        new("AB-02", "a user opens circuits without end"),
        new("AB-03", "a circuit calls the server without end"),
        new("AB-04", "what a page reports forges lines in the log, or fills it"),
        new("AB-05", "an address that changes something is asked without end"),
        new("AB-06", "a script answers null or something else to its circuit"),
        new("AB-07", "the length of a compressed page tells what it contains"),
        new("AB-08", "an answer tells whether something of another user exists"),
    ];

    public static IReadOnlyList<Threat> Surroundings { get; } =
    [
        new("PX-01", "a client sends forwarded headers, and one or more proxies append to them"),
        new("PX-02", "an entry of a forwarded header is malformed, of another form, or in another line"),
        new("PX-03", "the framework reads the forwarded headers too, from every client"),
        new("PX-04", "the listed proxies are mistyped, or contain every client"),
        new("PX-05", "a client chooses the scheme"),
        new("HE-01", "a request names a host that is not ours, or none"),
        new("HE-02", "a probe is refused, waits, burdens the database, or learns too much"),
        new("HE-03", "a scanner of links asks with HEAD, and the answer of a provider is used up"),
        new("HE-04", "people use the app at a mapped port, or below a path"),
        new("HE-05", "a form is too large and does not say its length"),
        new("HE-06", "a provider leads people to an address that expects no one"),
    ];

    public static IReadOnlyList<Threat> Starts { get; } =
    [
        new("ST-01", "a migration is killed at any moment"),
        new("ST-02", "two processes migrate at once, or one starts meanwhile"),
        new("ST-03", "a running migration is taken over, or waited for without an end"),
        new("ST-04", "an error at start is a stack trace, names no key, or tells a password or a path of the build machine"),
        new("ST-05", "the system knows no languages or no time zones"),
        new("ST-06", "the user has no name and no home, and can write only the data folder"),
        new("ST-07", "other users of the machine read the database"),
        new("ST-08", "the files of the database are open to others already"),
        new("ST-09", "the Data Protection keys are read in the database or in a backup"),
    ];

    public static IReadOnlyList<Threat> Outages { get; } =
    [
        new("DB-01", "the database hangs, and a request waits for it without an end, or is not told when to try again"),
        new("DB-02", "an outage signs people out, or loses the answer of a provider"),
        new("DB-03", "SQL Server is away, does not answer, or has no free connection, and this is taken for an error of the app"),
        new("DB-04", "a person leaves, or the server stops, and the log reports a fault"),
        new("DB-05", "an outage ends circuits, or a circuit does not work afterwards"),
        new("DB-06", "faults of the database are caught in many places, each with its own rule"),
    ];

    public static IReadOnlyList<Threat> OfSqlServer { get; } =
    [
        new("DB-20", "a connection of SQL Server keeps the isolation level of its last transaction"),
        new("DB-21", "a table of SQL Server exceeds a limit, compares inexactly, or grows at random places"),
        new("DB-22", "a migration of SQL Server contains a statement that it does not know"),
        new("DB-23", "a query or a save works on the tested databases, and SQL Server cannot run it"),
        new("DB-24", "a connection breaks before or after a commit, or none is free"),
        new("DB-25", "two identifiers differ only at their end, where SQL Server does not look"),
        new("DB-26", "a text is longer than its column"),
        new("DB-27", "the pool of SQL Server repeats an error after the server has come back"),
    ];

    public static IReadOnlyList<Threat> AfterFaults { get; } =
    [
        new("DB-40", "the app is killed at any write, and a change is half there"),
        new("DB-41", "the answer to a change is lost with the app, and the browser sends the request again"),
        new("DB-42", "a migration is killed at any write, again and again"),
        new("DB-43", "the disk of the database is full or cannot be written"),
        new("DB-44", "another process holds a lock for long"),
        new("DB-45", "one node begins what another node completes"),
        new("DB-46", "both nodes get the same answer at once, many times"),
        new("DB-47", "a node is killed under load, or with an open circuit"),
        new("DB-48", "a session ends on one node, and its circuit is on another"),
        new("DB-49", "a backup is made while people change their accounts"),
        new("DB-50", "an older copy brings back sessions, passkeys and accounts"),
        new("DB-51", "an older copy has forgotten spent challenges, and a captured answer comes again"),
        new("DB-52", "an older copy has lower signature counters than the passkeys"),
    ];

    public static IReadOnlyList<Threat> OldTabs { get; } =
    [
        new("OT-01", "a form of a page of an ended session is posted, and another user may be signed in by now"),
        new("OT-02", "a form has a token that other keys made, or of which the browser lost its half"),
        new("OT-03", "an outdated form leads to another site, into a loop, or to a page that does not say why"),
        new("OT-04", "a client that is no page of this app is answered as if it were one"),
        new("OT-05", "a page that asks who is signed in keeps an idle session alive"),
        new("OT-06", "a page shows a user who is not signed in any more"),
        new("OT-07", "a page loads itself again while a window of the browser is open or a text is half typed"),
        new("SF-01", "a visitor who has not just proved an address learns how its owner signs in"),
        new("SF-02", "an address that a stranger wrote says that an account waits to be connected"),
        new("SF-03", "an address that is typed into the e-mail field is lost, or leads to a provider"),
    ];

    public static IReadOnlyList<Threat> WithoutCircuit { get; } =
    [
        new("WC-01", "no circuit connects, or the browser runs no script, and a passkey, a session or a setting cannot be changed"),
        new("WC-02", "a form or an address names a passkey of another user, or claims a change that did not happen"),
        new("WC-03", "a press, a key or the focus comes before the circuit, or the circuit replaces what is pressed"),
        new("WC-04", "a second press of a form changes something twice, or says that it failed"),
        new("WC-05", "after a change the focus is at the top of the page, or on what is gone"),
        new("WC-06", "the page of passkeys moves when the circuit comes, or between the states of its panel"),
    ];

    public static IReadOnlyList<Threat> NamesAndPages { get; } =
    [
        new("NP-01", "passkeys of different kinds have one name, or a name that says nothing"),
        new("NP-02", "a long name widens a page, or its end cannot be read"),
        new("NP-03", "an icon of an operator is missing, is no picture, leads elsewhere, or holds a script"),
        new("NP-04", "two controls have one name and do different things, or a control does not say what it acts on"),
        new("NP-05", "an account does not say where its name comes from, or its identifiers are in the way"),
        new("NP-06", "a table or the header does not fit a narrow window"),
        new("NP-07", "a page explains that this is the wrong address, and each link or redirect leads to it again"),
        new("NP-08", "a confirmation does not say what confirmed it"),
        new("NP-09", "a filter of the activity hides or repeats events, or is lost on the next page"),
        new("NP-10", "a sign-in from a new browser looks like any other, or each sign-in is marked"),
        new("NP-11", "the policy speaks to its operator, or hides what is missing"),
    ];

    public static IReadOnlyList<Threat> All { get; } =
    [
        .. ClientData, .. AuthenticatorData, .. Keys, .. Attestation, .. Records, .. Ceremonies, .. Handoff, .. Providers, .. Freshness, .. Web,
        .. Sessions, .. AtOnce, .. WrittenDown, .. Browsers, .. Answers, .. ProviderReturns, .. Abuse, .. Surroundings, .. Starts, .. Outages, .. OfSqlServer, .. AfterFaults, .. OldTabs, .. WithoutCircuit, .. NamesAndPages,
    ];
}
