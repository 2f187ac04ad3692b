namespace PasskeyBlazor.Data;

/// <summary>What a browser on a system is called in one phrase: "Chrome on Linux".</summary>
public static class BrowserName
{
    /// <summary>As far as it is known; null when nothing is.</summary>
    public static string? Of(string? browser, string? system) => (browser, system) switch
    {
        ({ } known, { } on) => Text.BrowserOnSystem.With(known, on),
        _ => browser ?? system,
    };
}
