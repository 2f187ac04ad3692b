namespace PasskeyBlazor.Passkeys;

/// <summary>What is known of a ceremony between its halves. It travels through the browser, sealed.</summary>
public abstract record PendingCeremony
{
    public required byte[] Challenge { get; init; }

    /// <summary>What the verifying library wants back: plain text that the seal protects.</summary>
    public required string EngineState { get; init; }

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

/// <summary>Somebody who is signed in was asked to prove it again, by the session that began it.</summary>
public sealed record PendingConfirmation : PendingCeremony
{
    public required Guid SessionId { get; init; }
}
