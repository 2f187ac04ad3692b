using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Import;

/// <summary>Which identifiers of a file the database has already, and whose they are.</summary>
internal sealed class TakenIdentifiers
{
    /// <summary>For the parameters of one query: SQL Server permits 2,100.</summary>
    private const int ChunkLength = 500;

    private readonly Dictionary<string, Guid> handles = [];
    private readonly Dictionary<(string Issuer, string Subject), Guid> identities = [];
    private readonly Dictionary<string, Guid> credentials = [];
    private readonly HashSet<Guid> blocked = [];

    private TakenIdentifiers()
    {
    }

    public static async Task<TakenIdentifiers> FindAsync(AppDbContext db, IReadOnlyList<ImportedUser> users, CancellationToken cancellationToken)
    {
        var taken = new TakenIdentifiers();
        foreach (var chunk in users.Select(user => UserHandle.TextOf(user.Handle)).Chunk(ChunkLength))
        {
            foreach (var user in await db.Users.Where(u => chunk.Contains(u.Handle)).Select(u => new { u.Handle, u.Id }).ToListAsync(cancellationToken))
            {
                taken.handles[user.Handle] = user.Id;
            }
        }

        foreach (var chunk in users.SelectMany(user => user.Identities).Select(identity => identity.Subject).Distinct().Chunk(ChunkLength))
        {
            var found = await db.ExternalIdentities.Where(i => chunk.Contains(i.Subject)).Select(i => new { i.Issuer, i.Subject, i.UserId }).ToListAsync(cancellationToken);
            foreach (var identity in found)
            {
                taken.identities[(identity.Issuer, identity.Subject)] = identity.UserId;
            }
        }

        foreach (var chunk in users.SelectMany(user => user.Passkeys).Select(passkey => passkey.CredentialId).Chunk(ChunkLength))
        {
            foreach (var passkey in await db.Passkeys.Where(p => chunk.Contains(p.CredentialId)).Select(p => new { p.CredentialId, p.UserId }).ToListAsync(cancellationToken))
            {
                taken.credentials[KeyOf(passkey.CredentialId)] = passkey.UserId;
            }
        }

        taken.blocked.UnionWith(await db.BlockedModels.Select(model => model.Aaguid).ToListAsync(cancellationToken));

        return taken;
    }

    /// <summary>Equal for ids that SQL Server takes for the same: it ignores zeros at the end.</summary>
    public static string KeyOf(byte[] credentialId) => Convert.ToHexString(credentialId.AsSpan().TrimEnd((byte)0));

    public Guid? UserWith(byte[] handle) => handles.TryGetValue(UserHandle.TextOf(handle), out var id) ? id : null;

    public Guid? OwnerOf(ImportedIdentity identity) => identities.TryGetValue((identity.Issuer, identity.Subject), out var id) ? id : null;

    public Guid? OwnerOf(ImportedPasskey passkey) => credentials.TryGetValue(KeyOf(passkey.CredentialId), out var id) ? id : null;

    public bool IsBlocked(Guid aaguid) => blocked.Contains(aaguid);
}
