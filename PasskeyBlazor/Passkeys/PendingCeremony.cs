namespace PasskeyBlazor.Passkeys;

/// <summary>What is known of a ceremony between its halves. It travels through the browser, sealed.</summary>
public abstract record PendingCeremony
{
    /// <summary>The challenge. Everything else in the options follows from the configuration and the account.</summary>
    public required byte[] Challenge { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A registration that was begun, by the session that began it.</summary>
public sealed record PendingRegistration : PendingCeremony
{
    public required Guid SessionId { get; init; }
}

/// <summary>A sign-in that was begun, in the browser that began it.</summary>
public sealed record PendingAuthentication : PendingCeremony
{
    /// <summary>The hash of a cookie that only this browser has.</summary>
    public required byte[] Browser { get; init; }
}

/// <summary>A confirmation that was begun, by the session that began it.</summary>
public sealed record PendingConfirmation : PendingCeremony
{
    public required Guid SessionId { get; init; }
}
