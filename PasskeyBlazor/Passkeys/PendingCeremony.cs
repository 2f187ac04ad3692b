using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>The state of a ceremony between its two halves. The browser carries it, sealed.</summary>
public abstract record PendingCeremony
{
    /// <summary>The challenge. The rest of the options follows from the configuration and the account.</summary>
    public required byte[] Challenge { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public SpentChallenge ToSpent() => new() { Challenge = Challenge, ExpiresAt = ExpiresAt };
}

/// <summary>A started registration, bound to its session.</summary>
public sealed record PendingRegistration : PendingCeremony
{
    public required Guid SessionId { get; init; }
}

/// <summary>A started sign-in, bound to its browser.</summary>
public sealed record PendingAuthentication : PendingCeremony
{
    /// <summary>The hash of a cookie that only this browser has.</summary>
    public required byte[] Browser { get; init; }
}

/// <summary>A started reauthentication, bound to its session.</summary>
public sealed record PendingReauthentication : PendingCeremony
{
    public required Guid SessionId { get; init; }
}
