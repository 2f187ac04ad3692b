using System.Globalization;
using System.Text.RegularExpressions;

namespace PasskeyBlazor.Components.Layout;

/// <summary>
/// The time zone of whoever reads. Only their browser knows it: the script of the sign-in page leaves its name in a cookie, and
/// pages say their times by it. Without one, or with one that is not known here, they say them in UTC, and that they do.
/// </summary>
public sealed partial class ReaderZone
{
    private const string Cookie = "passkeyblazor-time-zone"; // no __Host- name and not out of reach of scripts, because one writes it; it proves nothing

    private readonly TimeZoneInfo zone;

    private ReaderZone(TimeZoneInfo zone) => this.zone = zone;

    public static ReaderZone Unknown { get; } = new(TimeZoneInfo.Utc);

    /// <summary>The name that the browser left, to hand on to a circuit, which sees no cookies.</summary>
    public static string? NameIn(HttpContext http) => http.Request.Cookies[Cookie];

    /// <param name="name">As IANA names it, for example Europe/Vienna. Anybody may write anything here.</param>
    public static ReaderZone Named(string? name) =>
        name is not null && Name().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? new(zone) : Unknown;

    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(Here(moment).Date);

    /// <summary>"24 November 2026".</summary>
    public static string Written(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>"09:12", or "09:12 UTC" where that is not what the clock on the wall says.</summary>
    public string TimeOf(DateTimeOffset moment) => IsUtc ? $"{Clock(moment)} UTC" : Clock(moment);

    /// <summary>"24 November 2026, 09:12 UTC+1".</summary>
    public string ExactOf(DateTimeOffset moment) => $"{Written(DayOf(moment))}, {Clock(moment)} {Offset(Here(moment).Offset)}";

    private bool IsUtc => zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime;

    private DateTimeOffset Here(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone);

    private string Clock(DateTimeOffset moment) => Here(moment).ToString("HH:mm", CultureInfo.CurrentCulture);

    private static string Offset(TimeSpan offset) => offset == TimeSpan.Zero ? "UTC"
        : string.Create(CultureInfo.InvariantCulture, $"UTC{(offset < TimeSpan.Zero ? '−' : '+')}{Math.Abs(offset.Hours)}{(offset.Minutes == 0 ? "" : $":{Math.Abs(offset.Minutes):00}")}");

    /// <summary>No dots and no slash in front: the system looks for a zone as a file.</summary>
    [GeneratedRegex(@"^[A-Za-z]+(/[A-Za-z0-9_+-]+){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
