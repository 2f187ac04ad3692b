namespace PasskeyBlazor.Passkeys;

/// <summary>A ceremony as it begins: <paramref name="Json"/> is for the browser, the rest is sealed.</summary>
/// <param name="Json">Creation or request options as <c>parse…OptionsFromJSON</c> reads them (§5.1.8, §5.1.9).</param>
/// <param name="EngineState">What the verifying library wants back. Neither signed nor secret in itself.</param>
/// <param name="Challenge">The challenge, for it to be spent.</param>
public sealed record CeremonyOptions(string Json, string EngineState, byte[] Challenge);
