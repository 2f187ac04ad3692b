using System.Buffers.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The signals to password managers about an account, read from the database each time: password managers forget each passkey that
/// is not listed, so an older list would remove one that was added since.
/// </summary>
public sealed class PasskeySignals(IDbContextFactory<AppDbContext> databases, IOptions<RelyingPartyOptions> options)
{
    /// <returns>Null when the account no longer exists.</returns>
    public async Task<PasskeySignal?> OfAsync(Guid userId, CancellationToken cancellationToken = default)
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
            [.. user.Passkeys.Where(p => p.RevokedAt is null).Select(p => Base64Url.EncodeToString(p.CredentialId))]);
    }
}
