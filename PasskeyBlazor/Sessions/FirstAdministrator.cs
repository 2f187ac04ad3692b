using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Gives the administrator role to the user of the configured external identity, while there is no active administrator. The
/// comparison is exact. Administrators give the role to all other users.
/// </summary>
public sealed partial class FirstAdministrator(IOptions<FirstAdministratorOptions> named, ILogger<FirstAdministrator> logger)
{
    /// <summary>Adds the role when the conditions are met. The caller saves it together with the session.</summary>
    public async Task StageAsync(AppDbContext db, Session session, CancellationToken cancellationToken)
    {
        if (session.ExternalIdentity is not { } identity || string.IsNullOrEmpty(named.Value.Issuer)
            || identity.Issuer != named.Value.Issuer || identity.Subject != named.Value.Subject
            || await db.Users.AnyAsync(User.IsAdministrator, cancellationToken))
        {
            return;
        }

        session.User.Roles.Add(Roles.Administrator);
        db.AccountEvents.Add(AccountEvent.In(session, AccountEventKind.RoleGiven, session.CreatedAt));
        LogMade(session.UserId);
    }

    [LoggerMessage(LogLevel.Warning, "User {UserId} becomes the first administrator, as the configuration says.")]
    private partial void LogMade(Guid userId);
}
