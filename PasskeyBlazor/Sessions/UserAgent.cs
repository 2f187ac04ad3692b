namespace PasskeyBlazor.Sessions;

/// <summary>
/// Reads the names of the browser and the operating system from a User-Agent header. Anyone can send any header: use them as labels
/// in lists and to guess a device, never to permit something.
/// </summary>
public static class UserAgent
{
    /// <summary>The order matters: most browsers also contain the names of the browsers below them.</summary>
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
