namespace PasskeyBlazor.Components;

/// <summary>Joins the names of a browser and an operating system: "Chrome on Linux".</summary>
public static class BrowserName
{
    /// <summary>Uses the known parts. Null when both are unknown.</summary>
    public static string? Of(string? browser, string? system) => (browser, system) switch
    {
        ({ } known, { } on) => Text.BrowserOnSystem.With(known, on),
        _ => browser ?? system,
    };
}
