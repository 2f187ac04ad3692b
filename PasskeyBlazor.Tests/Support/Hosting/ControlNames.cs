using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>
/// Finds controls on a page whose accessible names mislead: two with one name that do different things, one without a name, and one in a
/// row that does not say which row it acts on.
/// </summary>
public static partial class ControlNames
{
    private const string Controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";

    public static IReadOnlyList<string> Mistakes(string html)
    {
        var page = new HtmlParser().ParseDocument(html);
        var controls = page.QuerySelectorAll(Controls).Where(control => control.Closest("noscript, [aria-hidden='true']") is null).Select(control => (Control: control, Name: NameOf(control))).ToList();

        return
        [
            .. controls.Where(one => one.Name.Length == 0).Select(one => $"No name: {one.Control.OuterHtml}"),
            .. controls.GroupBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
                .Where(same => same.Select(one => EffectOf(one.Control)).Distinct().Count() > 1)
                .Select(same => $"Different things: \"{same.Key}\" {string.Join(" | ", same.Select(one => EffectOf(one.Control)).Distinct())}"),
            .. controls.Where(one => RowNameOf(one.Control) is { } row && !one.Name.Contains(row, StringComparison.OrdinalIgnoreCase)).Select(one => $"Not of its row \"{RowNameOf(one.Control)}\": {one.Name}"),
            .. controls.Where(one => !SaysWhatIsSeen(one.Control, one.Name)).Select(one => $"Does not say what is written on it: {one.Name} ({Seen(one.Control)})"),
        ];
    }

    /// <summary>As browsers compute it, for the ways that these pages use.</summary>
    private static string NameOf(IElement control)
    {
        var labels = control.Id is { Length: > 0 } id ? control.Owner!.QuerySelectorAll($"label[for='{id}']").Select(Seen) : [];
        var named = control.GetAttribute("aria-labelledby")?.Split(' ').Select(id => Seen(control.Owner!.GetElementById(id)!)) ?? [];
        string?[] names =
        [
            string.Join(' ', named), control.GetAttribute("aria-label"), string.Join(' ', labels),
            control.Closest("label") is { } around ? Seen(around) : null, Seen(control), control.GetAttribute("title"),
        ];

        return names.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name)) ?? "";
    }

    /// <summary>The text without what is hidden from screen readers.</summary>
    private static string Seen(INode node) => Space().Replace(string.Concat(Texts(node)), " ").Trim();

    private static IEnumerable<string> Texts(INode node) => node switch
    {
        IText text => [text.Data],
        IElement element when element.GetAttribute("aria-hidden") == "true" => [],
        _ => node.ChildNodes.SelectMany(Texts),
    };

    /// <summary>What a press does: where it leads, what it sends, or which element a script hears.</summary>
    private static string EffectOf(IElement control) => control switch
    {
        { LocalName: "a" } => $"opens {control.GetAttribute("href")}",
        { LocalName: "button" } when control.Closest("form[action]") is { } form && control.GetAttribute("type") is null or "submit" =>
            $"sends {control.GetAttribute("formaction") ?? form.GetAttribute("action")} {control.GetAttribute("name")}={control.GetAttribute("value")} "
            + string.Join('&', form.QuerySelectorAll("input[type=hidden]").Where(field => field.GetAttribute("name") != "__RequestVerificationToken").Select(field => $"{field.GetAttribute("name")}={field.GetAttribute("value")}")),
        _ when control.GetAttribute("aria-disabled") == "true" && control.GetAttribute("aria-describedby") is { } why => $"is disabled by {why}",
        _ => $"is {control.LocalName} {control.Owner!.QuerySelectorAll(Controls).ToList().IndexOf(control)}",
    };

    private static string? RowNameOf(IElement control) =>
        control.Closest("li.row") is { } row && row.QuerySelector("h3") is { } heading ? Seen(heading.QuerySelector("span") ?? heading) : null;

    /// <summary>WCAG 2.5.3: people who speak to their computer say what they see.</summary>
    private static bool SaysWhatIsSeen(IElement control, string name) =>
        control is not { LocalName: "a" or "button" } || name.Contains(Seen(control), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
