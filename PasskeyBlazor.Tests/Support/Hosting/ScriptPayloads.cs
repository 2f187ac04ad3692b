namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>
/// Texts that run a script if a page writes them without encoding: into an element, an attribute, an address, a script, or after
/// being decoded once too often. Each calls <c>hit</c> with its number.
/// </summary>
public static class ScriptPayloads
{
    /// <summary>Each payload with a place, marked by a star, where it runs unless it is encoded.</summary>
    private static readonly (string Place, string Pattern)[] Patterns =
    [
        ("*", "<script>hit(#)</script>"),
        ("*", "<<script>hit(#)//<</script>"),
        ("*", "<img src=x onerror=hit(#)>"),
        ("*", "<IMG SRC=x ONERROR=hit(#)>"),
        ("*", "<img/src=\"x\"/onerror=hit(#)>"),
        ("*", "<img src=x onerror=\"&#104;it(#)\">"),
        ("*", "<svg onload=hit(#)>"),
        ("*<p>", "<svg/onload=hit(#)//"),
        ("*", "<svg><script>hit(#)</script></svg>"),
        ("*", "<svg><animate onbegin=hit(#) attributeName=x dur=1s></svg>"),
        ("*", "<body onload=hit(#)>"),
        ("*", "<details open ontoggle=hit(#)>"),
        ("*", "<video><source onerror=hit(#)></video>"),
        ("*", "<style>@keyframes a{}</style><b style=animation-name:a onanimationstart=hit(#)>"),
        ("*", "<iframe srcdoc=\"<script>hit(#)</script>\"></iframe>"),
        ("*", "<iframe src=\"javascript:hit(#)\"></iframe>"),
        ("*", "<iframe src=\"data:text/html,<script>hit(#)</script>\"></iframe>"),
        ("*", "<a href=javascript:hit(#)>x</a>"),
        ("*", "<form action=javascript:hit(#)><button>x</button></form>"),
        ("*", "<button onclick=hit(#)>x</button>"),
        ("*", "\r\n\r\n<script>hit(#)</script>"),
        ("<p title=\"*\">", "\"><script>hit(#)</script>"),
        ("<p title='*'>", "'><script>hit(#)</script>"),
        ("<input value=\"*\">", "\" onfocus=\"hit(#)\" x=\""),
        ("<input value='*'>", "' onfocus='hit(#)' x='"),
        ("<input value=*>", "x onfocus=hit(#) x"),
        ("<title>*</title>", "</title><script>hit(#)</script>"),
        ("<textarea>*</textarea>", "</textarea><script>hit(#)</script>"),
        ("<style>*</style>", "</style><script>hit(#)</script>"),
        ("<!-- * -->", "--><script>hit(#)</script>"),
        ("<!-- * -->", "--!><img src=x onerror=hit(#)>"),
        ("<script>'*'</script>", "</script><script>hit(#)</script>"),
        ("<script>'*'</script>", "';hit(#);'"),
        ("<script>\"*\"</script>", "\";hit(#);\""),
        ("<script>`*`</script>", "${hit(#)}"),
        ("<script>`*`</script>", "`;hit(#);`"),
        ("<a href=\"*\">x</a>", "javascript:hit(#)"),
        ("<a href=\"*\">x</a>", " JaVaScRiPt:hit(#)"),
        ("<a href=\"*\">x</a>", "java\tscript:hit(#)"),
        ("<iframe src=\"*\"></iframe>", "data:text/html,<script>hit(#)</script>"),
        (ReadsTwice, "&lt;img src=x onerror=hit(#)&gt;"),
        (ReadsTwice, "&#x3c;img src=x onerror=hit(#)&#x3e;"),
        ("*", "<noscript><p title=\"</noscript><img src=x onerror=hit(#)>\">"),
        ("*", "<svg></p><style><a id=\"</style><img src=x onerror=hit(#)>\">"),
    ];

    private const string ReadsTwice = "<p>*</p><script>document.write(document.querySelector('p').textContent)</script>";

    /// <summary>Payloads that only old browsers ran. Current browsers do not run them, so no test can show that they work.</summary>
    private static readonly string[] OldPatterns =
    [
        "+ADw-script+AD4-hit(#)+ADw-/script+AD4-",
        "<b style=\"width:expression(hit(#))\">",
        "vbscript:hit(#)",
    ];

    public static IReadOnlyList<string> All { get; } =
        [.. Patterns.Select(one => one.Pattern).Concat(OldPatterns).Select((pattern, number) => Numbered(pattern, number))];

    /// <summary>Pages that write the payloads without encoding; the first one is for number 0, and so on.</summary>
    public static IReadOnlyList<string> BrokenPages { get; } =
        [.. Patterns.Select((one, number) => "<!DOCTYPE html><body>" + one.Place.Replace("*", Numbered(one.Pattern, number), StringComparison.Ordinal))];

    private static string Numbered(string pattern, int number) => pattern.Replace("(#)", $"({number})", StringComparison.Ordinal);
}
