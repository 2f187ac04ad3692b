namespace PasskeyBlazor.WebAuthn;

/// <summary>The options of a new ceremony.</summary>
/// <param name="Json">Creation or request options as <c>parse…OptionsFromJSON</c> reads them (§5.1.8, §5.1.9).</param>
/// <param name="Challenge">
/// 32 random bytes. The answer is verified against them, so the caller stores them where the browser cannot change them.
/// </param>
public sealed record CeremonyOptions(string Json, byte[] Challenge);
