using System.Globalization;
using System.Text.RegularExpressions;

namespace PasskeyBlazor.Components.Layout;

/// <summary>
/// The time zone of the reader. Only the browser knows it: the script of the sign-in page stores its name in a cookie, and pages
/// display times in it. Without the cookie, or with an unknown zone, pages display times in UTC and label them as UTC.
/// </summary>
public sealed partial class ReaderZone
{
    // A script writes it, so it has no __Host- prefix and is readable by scripts; it proves nothing.
    private const string Cookie = "passkeyblazor-time-zone";

    private readonly TimeZoneInfo zone;

    private ReaderZone(TimeZoneInfo zone) => this.zone = zone;

    public static ReaderZone Unknown { get; } = new(TimeZoneInfo.Utc);

    /// <summary>Whether the system has time zone data. Small containers have none.</summary>
    public static bool AreKnown => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out _);

    /// <summary>The name in the cookie, to pass it on to a circuit, which has no cookies.</summary>
    public static string? NameIn(HttpContext http) => http.Request.Cookies[Cookie];

    /// <param name="name">An IANA name, for example Europe/Vienna. It is untrusted input.</param>
    public static ReaderZone Named(string? name) =>
        name is not null && Name().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? new(zone) : Unknown;

    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(Here(moment).Date);

    /// <summary>"24 November 2026".</summary>
    public static string Written(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>"09:12", or "09:12 UTC" in UTC, which is also used for an unknown zone.</summary>
    public string TimeOf(DateTimeOffset moment) => IsUtc ? $"{Clock(moment)} UTC" : Clock(moment);

    /// <summary>"24 November 2026, 09:12 UTC+1".</summary>
    public string ExactOf(DateTimeOffset moment) => $"{Written(DayOf(moment))}, {Clock(moment)} {Offset(Here(moment).Offset)}";

    private bool IsUtc => zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime;

    private DateTimeOffset Here(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone);

    private string Clock(DateTimeOffset moment) => Here(moment).ToString("HH:mm", CultureInfo.CurrentCulture);

    private static string Offset(TimeSpan offset) => offset == TimeSpan.Zero ? "UTC"
        : string.Create(CultureInfo.InvariantCulture, $"UTC{(offset < TimeSpan.Zero ? '−' : '+')}{Math.Abs(offset.Hours)}{(offset.Minutes == 0 ? "" : $":{Math.Abs(offset.Minutes):00}")}");

    /// <summary>No dots and no leading slash: the system uses the name as a file path.</summary>
    [GeneratedRegex(@"^[A-Za-z]+(/[A-Za-z0-9_+-]+){0,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
