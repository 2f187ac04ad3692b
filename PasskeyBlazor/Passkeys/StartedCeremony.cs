namespace PasskeyBlazor.Passkeys;

/// <summary>The first half of a ceremony, on its way to the browser: what to ask the authenticator, and the sealed state that comes back with the answer.</summary>
/// <param name="OptionsJson">Creation or request options (WebAuthn §5.4, §5.5) as JSON.</param>
/// <param name="State">What <see cref="CeremonySeal"/> made; opaque to the browser.</param>
public sealed record StartedCeremony(string OptionsJson, string State);
