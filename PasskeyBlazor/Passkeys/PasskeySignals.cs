using System.Buffers.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The signals to password managers about an account, read from the database each time: password managers forget each passkey that
/// is not listed, so an older list would remove one that was added since. A signal that the database does not confirm is not sent.
/// </summary>
public sealed partial class PasskeySignals(
    IDbContextFactory<AppDbContext> databases, IOptions<RelyingPartyOptions> options, ILogger<PasskeySignals> logger)
{
    /// <summary>
    /// Whether the database answers that no account has this passkey. Only then may a password manager forget it. A save whose
    /// confirmation is lost may have succeeded.
    /// </summary>
    /// <param name="credentialId">Null where an answer names none that can be read.</param>
    /// <param name="cancellationToken">Cancels the wait for the database.</param>
    public Task<bool> IsUnknownAsync(byte[]? credentialId, CancellationToken cancellationToken = default) =>
        AskAsync(credentialId, cancellationToken).OrAsync(false, LogNotAnswered);

    /// <summary>The credential id in the answer of a browser, if <see cref="IsUnknownAsync"/> holds for it. Otherwise null.</summary>
    public async Task<byte[]?> UnknownIdAsync(string credentialJson, CancellationToken cancellationToken = default)
    {
        var credentialId = RelyingParty.ReadCredentialId(credentialJson);

        return await IsUnknownAsync(credentialId, cancellationToken) ? credentialId : null;
    }

    /// <summary>
    /// All passkeys of the account. This includes those that are revoked or unusable, because an administrator or a later answer can
    /// make them valid again, and a password manager cannot bring back what it has forgotten.
    /// </summary>
    /// <returns>Null when the account no longer exists, or the database does not answer.</returns>
    public Task<PasskeySignal?> OfAsync(Guid userId, CancellationToken cancellationToken = default) =>
        ReadAsync(userId, cancellationToken).OrAsync(null, LogNotRead);

    private async Task<bool> AskAsync(byte[]? credentialId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        return credentialId is not null && !await db.Passkeys.AnyAsync(Passkey.HasCredentialId(credentialId), cancellationToken);
    }

    private async Task<PasskeySignal?> ReadAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().Include(u => u.Passkeys).SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);

        if (user is null)
        {
            return null;
        }

        var (handle, name, displayName) = PasskeyCredential.Entity(user);
        return new PasskeySignal(
            options.Value.ServerDomain,
            Base64Url.EncodeToString(handle),
            name,
            displayName,
            [.. user.Passkeys.Select(p => Base64Url.EncodeToString(p.CredentialId))]);
    }

    [LoggerMessage(LogLevel.Warning, "A password manager keeps a passkey, because the database did not say whether an account has it.")]
    private partial void LogNotAnswered(Exception fault);

    [LoggerMessage(LogLevel.Information, "A browser was not told which passkeys its person still has.")]
    private partial void LogNotRead(Exception fault);
}
