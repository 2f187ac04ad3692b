using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Checks in a circuit that the session is still open, about every half minute. A request checks this each time. When the
/// database does not answer, the user stays signed in for a limited time.
/// </summary>
public sealed partial class SessionRevalidation(ILoggerFactory loggers, OpenSessions sessions, IOptions<SessionLifetimes> lives, TimeProvider clock)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <summary>How long the last result is valid when there is no new one.</summary>
    private static readonly TimeSpan LastAnswerCounts = TimeSpan.FromMinutes(5);

    private readonly ILogger logger = loggers.CreateLogger<SessionRevalidation>();
    private DateTimeOffset answeredAt = clock.GetUtcNow();

    protected override TimeSpan RevalidationInterval => lives.Value.CheckedEvery;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (SignedIn.From(authenticationState.User) is not { } signedIn)
        {
            return false;
        }

        try
        {
            var open = await sessions.FindAsync(signedIn, cancellationToken) is not null;
            answeredAt = clock.GetUtcNow();
            return open;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            LogNotAsked(fault);
            return clock.GetUtcNow() - answeredAt < LastAnswerCounts;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A session in a circuit could not be checked; its last answer counts for some minutes.")]
    private partial void LogNotAsked(Exception fault);
}
