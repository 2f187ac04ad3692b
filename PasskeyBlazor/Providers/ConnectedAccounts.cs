using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Providers;

/// <summary>The accounts at providers that are sign-in methods. Disconnects one for the owner of an open session.</summary>
public sealed partial class ConnectedAccounts(
    AccountChanges changes, SignInMethods signInMethods, TimeProvider clock, ILogger<ConnectedAccounts> logger)
{
    /// <summary>
    /// Removes an account at a provider as a sign-in method, and ends the sessions that it opened, unless it is the only sign-in
    /// method. Requires reauthentication. An account that does not exist or belongs to another user is silently ignored.
    /// </summary>
    /// <returns>Null, <see cref="Failure.OnlySignInMethod"/>, or a failure of the session. A fault of the database goes to the caller, a request, and ends in the page for status 503.</returns>
    public async Task<Failure?> DisconnectAsync(Guid sessionId, Guid identityId, CancellationToken cancellationToken = default)
    {
        var disconnected = await changes.RunAsync<ExternalIdentity>(sessionId, async (db, session) =>
        {
            var user = session.User;
            var identities = await db.ExternalIdentities.Where(i => i.UserId == user.Id).OrderBy(i => i.CreatedAt).ToListAsync(cancellationToken);
            if (identities.SingleOrDefault(i => i.Id == identityId) is not { } identity)
            {
                return Failure.NotThere;
            }

            await SessionEnd.ExecuteAsync(db, db.Sessions.Where(s => s.ExternalIdentityId == identityId), user.Id, cancellationToken);
            if (await signInMethods.Removable(db, user.Id, identity).ExecuteDeleteAsync(cancellationToken) == 0)
            {
                return Failure.OnlySignInMethod; // the transaction ends without a change
            }

            db.Entry(identity).State = EntityState.Detached;
            if (identity.IsProfileSource && identities.FirstOrDefault(i => i.Id != identityId) is { } next)
            {
                next.IsProfileSource = true;
                user.UseProfileOf(next);
            }

            if (identities.Count == 1)
            {
                user.IsEmailVerified = false; // no connected provider vouches for it any more
            }

            db.AccountEvents.Add(AccountEvent.In(
                session, AccountEventKind.IdentityUnlinked, clock.GetUtcNow(), AccountEventDetail.Of(identity), identity.Provider, HashOf(identity)));
            db.Entry(session).State = EntityState.Detached; // it may be one of the ended sessions
            return identity;
        }, cancellationToken);
        if (!disconnected.Succeeded)
        {
            return disconnected.Failure == Failure.NotThere ? null : disconnected.Failure;
        }

        var gone = disconnected.Value;
        LogDisconnected(gone.Provider, gone.UserId, gone.Issuer, HashOf(gone));
        return null;
    }

    private static string HashOf(ExternalIdentity identity) => ExternalProfile.HashOf(identity.Issuer, identity.Subject);

    [LoggerMessage(LogLevel.Information, "An account at {Provider} is no longer a sign-in method of user {UserId}: issuer {Issuer}, subject {SubjectHash}.")]
    private partial void LogDisconnected(string provider, Guid userId, string issuer, string subjectHash);
}
