using PasskeyBlazor.Components.Layout;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Components.Account;

/// <summary>The name of a session: its browser, and where that is not enough the time of its sign-in.</summary>
public static class SessionName
{
    public static string Of(Session session) => BrowserName.Of(session.Browser, session.System) ?? Text.Sessions_UnknownBrowser;

    /// <summary>Distinguishes the sessions of a list: "Firefox on Windows, 10:14", with the day where it is not today.</summary>
    public static string Among(IReadOnlyList<Session> all, Session session, ReaderZone zone, DateTimeOffset now) =>
        RepeatedName.Of(all, session, one => Text.Sessions_NameAndTime.With(Of(one), When(one.AuthenticatedAt, zone, now)));

    private static string When(DateTimeOffset moment, ReaderZone zone, DateTimeOffset now) => zone.DayOf(moment) == zone.DayOf(now)
        ? zone.TimeOf(moment)
        : $"{ReaderZone.Written(zone.DayOf(moment))}, {zone.TimeOf(moment)}";
}
