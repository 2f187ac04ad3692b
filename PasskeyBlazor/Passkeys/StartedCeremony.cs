namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The first half of a ceremony, for the browser: the options for the authenticator, and the sealed state that returns with the
/// answer.
/// </summary>
/// <param name="OptionsJson">Creation or request options (WebAuthn §5.4, §5.5) as JSON.</param>
/// <param name="State">The output of <see cref="CeremonySeal"/>; opaque to the browser.</param>
public sealed record StartedCeremony(string OptionsJson, string State);
