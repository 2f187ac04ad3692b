namespace PasskeyBlazor.Sessions;

/// <summary>Reads from a User-Agent header what a person calls their browser and system. A label for lists, never a decision.</summary>
public static class UserAgent
{
    /// <summary>In this order: most browsers also claim to be the ones below them.</summary>
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Vivaldi/", "Vivaldi"),
        ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    public static (string? Browser, string? System) Read(string? header) => (Find(Browsers, header), Find(Systems, header));

    private static string? Find((string Mark, string Name)[] known, string? header) =>
        known.FirstOrDefault(one => header?.Contains(one.Mark, StringComparison.Ordinal) == true).Name;
}
