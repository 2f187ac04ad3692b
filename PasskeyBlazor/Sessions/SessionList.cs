using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>Where somebody is signed in, as it was a moment ago.</summary>
/// <param name="This">The session that asked; null when it has ended meanwhile, or is an administrator's who looks at somebody else.</param>
/// <param name="Others">The ones used last, at most <see cref="UserSessions.MostShown"/>.</param>
/// <param name="OtherCount">How many others there are in all.</param>
public sealed record SessionList(Session? This, IReadOnlyList<Session> Others, int OtherCount);
