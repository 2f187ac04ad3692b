namespace PasskeyBlazor.Passkeys;

/// <summary>Who asks for passkeys, as browsers know it. From the configuration section <c>Passkeys</c>, never from a request.</summary>
public sealed class RelyingPartyOptions
{
    public const string Section = "Passkeys";

    /// <summary>How long the browser may wait for the person. The sealed state of a ceremony lives as long.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>The RP ID (§5.4.2): a host without scheme, port or path. Every passkey is bound to it for ever.</summary>
    public string ServerDomain { get; set; } = "";

    /// <summary>The name that the browser's sheet shows.</summary>
    public string ServerName { get; set; } = "";

    /// <summary>Where answers may come from, each exactly as a browser writes it: <c>https://example.org</c>.</summary>
    public List<string> Origins { get; } = [];

    /// <summary>Whether the authenticator must verify its user by fingerprint, face or PIN. Without it a found security key signs in.</summary>
    public bool RequireUserVerification { get; set; } = true;

    /// <summary>What creation options offer, and so all that a new passkey may use. No setting: a test narrows it.</summary>
    internal IReadOnlyList<CoseAlgorithm> Algorithms { get; set; } = CoseAlgorithm.Supported;
}
