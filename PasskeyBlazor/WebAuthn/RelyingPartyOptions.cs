namespace PasskeyBlazor.WebAuthn;

/// <summary>The relying party in the browser's terms. From the configuration section <c>Passkeys</c>, never from a request.</summary>
public sealed class RelyingPartyOptions
{
    public const string Section = "Passkeys";

    /// <summary>The only host where browsers allow passkeys over plain http.</summary>
    public const string Localhost = "localhost";

    /// <summary>How long the browser may wait for the person. The sealed state of a ceremony is valid for the same time.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>The RP ID (§5.4.2): a host without scheme, port or path. Every passkey is bound to it permanently.</summary>
    public string ServerDomain { get; set; } = "";

    /// <summary>The name that the browser's sheet shows.</summary>
    public string ServerName { get; set; } = "";

    /// <summary>
    /// The origins whose answers are accepted, each exactly as a browser writes it: <c>https://example.org</c>. Origins of other domains
    /// are related origins (§5.11), with at most five labels in all. An Android app has an origin too:
    /// <c>android:apk-key-hash:</c> and the SHA-256 hash of its signing certificate in base64url.
    /// </summary>
    public List<string> Origins { get; } = [];

    /// <summary>
    /// Whether the authenticator must verify its user by fingerprint, face or PIN. Without it a found security key can sign in.
    /// </summary>
    public bool RequireUserVerification { get; set; } = true;

    /// <summary>
    /// COSE algorithm identifiers (§5.8.5) in the offered order: ES256, EdDSA, RS256, ES384, ES512, PS256. A new passkey uses one of
    /// them. It is not a setting; a test restricts it.
    /// </summary>
    internal IReadOnlyList<int> Algorithms { get; set; } = [-7, -8, -257, -35, -36, -37];
}
