using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Import;

/// <summary>
/// Imports users of another app with their accounts at providers and their passkeys: all users of a file, or none. Identities and passkeys
/// decide who a user is. An email address decides nothing, so an import links no accounts.
/// </summary>
internal sealed class UserImport(
    IDbContextFactory<AppDbContext> databases, IOptions<RelyingPartyOptions> relyingParty, ProviderDirectory providers, StoredIssuers issuers, TimeProvider clock)
{
    /// <param name="utf8">The file.</param>
    /// <param name="isDryRun">Whether the transaction is undone at its end. The database checks everything all the same.</param>
    /// <param name="cancellationToken">Ends it; nothing is imported.</param>
    public async Task<ImportReport> RunAsync(ReadOnlyMemory<byte> utf8, bool isDryRun, CancellationToken cancellationToken = default)
    {
        var report = new ImportReport();
        var now = clock.GetUtcNow();
        var file = ImportFile.Read(utf8, report.Mistakes, now);
        if (file.RelyingPartyId is { Length: > 0 } id && id != relyingParty.Value.ServerDomain)
        {
            report.Mistakes.Add(
                $"The file: relyingPartyId is not {RelyingPartyOptions.Section}:{nameof(RelyingPartyOptions.ServerDomain)}, which is {relyingParty.Value.ServerDomain}. Passkeys work at one relying party only.");
        }

        CheckSignInMethods(file, report);
        CheckProviders(file, report);
        CheckUnique(file, report);
        if (report.Mistakes.Count > 0)
        {
            return report; // what is malformed cannot be looked up
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        var taken = await TakenIdentifiers.FindAsync(db, file.Users, cancellationToken);
        foreach (var user in file.Users)
        {
            Stage(db, user, taken, report, now);
        }

        if (report.Mistakes.Count == 0)
        {
            await db.SaveChangesAsync(cancellationToken);
            if (!isDryRun)
            {
                await transaction.CommitAsync(cancellationToken);
            }
        }

        return report;
    }

    private static void CheckSignInMethods(ImportFile file, ImportReport report)
    {
        foreach (var user in file.Users.Where(user => user.Identities.Count == 0 && !user.Passkeys.Exists(passkey => SignInMethods.IsOne(Row(passkey, Guid.Empty, null, default)))))
        {
            report.Mistakes.Add($"{user.Place}: there is no identity, and no passkey that can sign in alone.");
        }
    }

    private void CheckProviders(ImportFile file, ImportReport report)
    {
        foreach (var identity in file.Users.SelectMany(user => user.Identities).Where(identity => identity.Provider.Length > 0))
        {
            if (!providers.TryFind(identity.Provider, out _))
            {
                report.Mistakes.Add($"{identity.Place}: the provider \"{SingleLine.Clean(identity.Provider, 40)}\" is not configured.");
            }
            else if (identity.Issuer.Length > 0 && !issuers.IsPossible(identity.Provider, identity.Issuer))
            {
                report.Mistakes.Add($"{identity.Place}: {identity.Provider} does not have this issuer.");
            }
        }
    }

    private static void CheckUnique(ImportFile file, ImportReport report)
    {
        Check(file.Users.Where(user => user.Handle.Length > 0), user => UserHandle.TextOf(user.Handle), user => user.Place, "the user handle");
        Check(file.Users.SelectMany(user => user.Identities), identity => (identity.Issuer, identity.Subject), identity => identity.Place, "the identity");
        Check(
            file.Users.SelectMany(user => user.Passkeys).Where(passkey => passkey.CredentialId.Length > 0),
            passkey => TakenIdentifiers.KeyOf(passkey.CredentialId), passkey => passkey.Place, "the credential id");

        void Check<T, TKey>(IEnumerable<T> all, Func<T, TKey> key, Func<T, string> place, string what)
            where TKey : notnull
        {
            foreach (var same in all.GroupBy(key))
            {
                report.Mistakes.AddRange(same.Skip(1).Select(next => $"{place(next)}: {what} stands in the file before, at {place(same.First())}."));
            }
        }
    }

    private static void Stage(AppDbContext db, ImportedUser user, TakenIdentifiers taken, ImportReport report, DateTimeOffset now)
    {
        var known = taken.UserWith(user.Handle);
        var owners = user.Identities.Select(identity => (identity.Place, What: "the identity", Owner: taken.OwnerOf(identity)))
            .Concat(user.Passkeys.Select(passkey => (passkey.Place, What: "the credential id", Owner: taken.OwnerOf(passkey))))
            .ToList();
        var mistakes = owners.Where(one => one.Owner is { } owner && owner != known).Select(one => $"{one.Place}: {one.What} belongs to another user of this app.")
            .Concat(user.Passkeys.Where(passkey => taken.IsBlocked(passkey.Aaguid)).Select(passkey => $"{passkey.Place}: the authenticator model is blocked."))
            .ToList();
        if (known is not null && owners.TrueForAll(one => one.Owner != known))
        {
            mistakes.Add($"{user.Place}: the user handle belongs to another user of this app.");
        }

        report.Mistakes.AddRange(mistakes);
        if (mistakes.Count > 0)
        {
            return;
        }

        if (known is not null)
        {
            report.AlreadyThere.Add((user.Place, owners.Count(one => one.Owner is null)));
            return;
        }

        Add(db, user, now);
        report.Users++;
        report.Identities += user.Identities.Count;
        report.Passkeys += user.Passkeys.Count;
        if (user.Identities.Count == 0)
        {
            report.WithoutIdentity.Add(user.Place);
        }
    }

    private static void Add(AppDbContext db, ImportedUser imported, DateTimeOffset now)
    {
        var user = new User
        {
            Handle = UserHandle.TextOf(imported.Handle),
            DisplayName = imported.Name ?? imported.Email,
            Email = imported.Email,
            IsEmailVerified = imported.IsEmailVerified,
            CreatedAt = imported.CreatedAt ?? now,
        };
        db.Users.Add(user);
        foreach (var (index, identity) in imported.Identities.Index())
        {
            db.ExternalIdentities.Add(new ExternalIdentity
            {
                UserId = user.Id,
                Provider = identity.Provider,
                Issuer = identity.Issuer,
                Subject = identity.Subject,
                Name = index == 0 ? imported.Name : null,
                IsProfileSource = index == 0, // as at a first sign-in; its email address comes with the next sign-in, because only the provider can verify it
                CreatedAt = user.CreatedAt,
                LastUsedAt = user.CreatedAt,
            });
        }

        var names = new List<string>();
        foreach (var passkey in imported.Passkeys)
        {
            var name = passkey.Name is null ? null : PasskeyName.Among(names, passkey.Name);
            names.AddRange(name is null ? [] : [name]);
            db.Passkeys.Add(Row(passkey, user.Id, name, now));
        }
    }

    private static Passkey Row(ImportedPasskey passkey, Guid userId, string? name, DateTimeOffset now) => new()
    {
        UserId = userId,
        CredentialId = passkey.CredentialId,
        PublicKey = passkey.PublicKey,
        Name = name,
        SignCount = passkey.SignCount,
        Aaguid = passkey.Aaguid,
        Transports = passkey.Transports,
        IsUserVerified = passkey.IsUserVerified,
        IsBackupEligible = passkey.IsBackupEligible,
        IsBackedUp = passkey.IsBackedUp,
        IsDiscoverable = passkey.IsDiscoverable,
        AttestationFormat = "none",
        CreatedAt = passkey.CreatedAt ?? now,
    };
}
