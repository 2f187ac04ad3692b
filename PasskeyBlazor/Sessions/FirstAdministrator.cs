using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Whoever comes in through exactly the account that the configuration names, while nobody administers. All others are made
/// administrators by one.
/// </summary>
public sealed partial class FirstAdministrator(IOptions<FirstAdministratorOptions> named, ILogger<FirstAdministrator> logger)
{
    /// <summary>Gives the role to whom it is due; the caller saves, together with the session.</summary>
    public async Task StageAsync(AppDbContext db, Session session, CancellationToken cancellationToken)
    {
        if (session.ExternalIdentity is not { } identity || string.IsNullOrEmpty(named.Value.Issuer)
            || identity.Issuer != named.Value.Issuer || identity.Subject != named.Value.Subject
            || await db.Users.AnyAsync(u => u.DisabledAt == null && u.Roles.Contains(Roles.Administrator), cancellationToken))
        {
            return;
        }

        session.User.Roles.Add(Roles.Administrator);
        db.Activities.Add(Activity.In(session, ActivityKind.RoleGiven, session.CreatedAt));
        LogMade(session.UserId);
    }

    [LoggerMessage(LogLevel.Warning, "User {UserId} becomes the first administrator, as the configuration says.")]
    private partial void LogMade(Guid userId);
}
