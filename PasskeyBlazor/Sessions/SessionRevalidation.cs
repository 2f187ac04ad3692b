using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Checks in a circuit that the session is still open, about every half minute. A request checks this each time. When the
/// database does not answer, the user stays signed in for a limited time.
/// </summary>
public sealed class SessionRevalidation(ILoggerFactory loggers, OpenSessions sessions, IOptions<SessionLifetimes> lives, TimeProvider clock)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <summary>How long the last result is valid when there is no new one.</summary>
    private static readonly TimeSpan LastAnswerCounts = TimeSpan.FromMinutes(5);

    private DateTimeOffset answeredAt = clock.GetUtcNow();

    protected override TimeSpan RevalidationInterval => lives.Value.CheckedEvery;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (SignedIn.From(authenticationState.User) is not { } signedIn)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        if (await sessions.IsOpenAsync(signedIn, cancellationToken) is not { } isOpen)
        {
            return now - answeredAt < LastAnswerCounts;
        }

        answeredAt = now;
        return isOpen;
    }
}
