using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>The open sessions of a user at the time of the query.</summary>
/// <param name="This">The session of the request. Null when it has ended, or when an administrator views another user.</param>
/// <param name="Others">The other sessions, the last used first, at most <see cref="UserSessions.MaxShown"/>.</param>
/// <param name="OtherCount">The number of all other sessions.</param>
public sealed record SessionList(Session? This, IReadOnlyList<Session> Others, int OtherCount);
