using System.Buffers.Text;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// What password managers are told of an account, read anew each time: they forget every passkey that is not named, so an older
/// list would make them forget one that was added since.
/// </summary>
public sealed class PasskeySignals(IDbContextFactory<AppDbContext> databases, IOptions<RelyingPartyOptions> options)
{
    /// <returns>Null when there is no such account any more.</returns>
    public async Task<PasskeySignal?> OfAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().Include(u => u.Passkeys).SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);

        return user is null ? null : new PasskeySignal(
            options.Value.ServerDomain,
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes(user.Handle)),
            user.Email ?? user.DisplayName,
            user.DisplayName,
            [.. user.Passkeys.Where(p => p.RevokedAt is null).Select(p => Base64Url.EncodeToString(p.CredentialId))]);
    }
}
