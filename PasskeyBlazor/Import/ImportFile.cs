using System.Text.Json;
using System.Text.Unicode;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Import;

/// <summary>The file with the users, in its strict form. Whether it fits this app is for <see cref="UserImport"/> to say.</summary>
internal sealed class ImportFile
{
    public const int MaxBytes = 64 * 1024 * 1024;
    public const int MaxUsers = 50_000;
    public const int MaxEach = 100; // identities or passkeys of a user

    private const int MaxPublicKeyLength = 1024; // of the column; RSA with 4096 bits needs 533
    private const int MaxCredentialIdLength = 1023; // WebAuthn §5.8.3

    private readonly List<string> mistakes;
    private readonly DateTimeOffset now;

    private ImportFile(List<string> mistakes, DateTimeOffset now)
    {
        this.mistakes = mistakes;
        this.now = now;
    }

    public string RelyingPartyId { get; private set; } = "";

    public List<ImportedUser> Users { get; } = [];

    /// <param name="utf8">The bytes of the file.</param>
    /// <param name="mistakes">Gets a line for each mistake.</param>
    /// <param name="now">No time of the file may be later.</param>
    public static ImportFile Read(ReadOnlyMemory<byte> utf8, List<string> mistakes, DateTimeOffset now)
    {
        var file = new ImportFile(mistakes, now);
        var bare = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8; // tools on Windows write a byte order mark
        if (!Utf8.IsValid(bare.Span))
        {
            mistakes.Add("The file: this is not UTF-8.");
            return file;
        }

        try
        {
            using var json = JsonDocument.Parse(bare, new JsonDocumentOptions { MaxDepth = 8 });
            file.ReadFile(new ImportedObject(json.RootElement, "The file", mistakes, handleMember: null, "relyingPartyId", "users"));
        }
        catch (JsonException fault)
        {
            mistakes.Add($"The file: this is no JSON, at line {fault.LineNumber + 1}.");
        }

        return file;
    }

    private void ReadFile(ImportedObject file)
    {
        RelyingPartyId = file.RequiredText("relyingPartyId");
        var users = file.List("users", MaxUsers);
        for (var position = 1; position <= users.Count; position++)
        {
            ReadUser(new ImportedObject(users[position - 1], $"User {position}", mistakes,
                "userHandle", "name", "email", "emailVerified", "createdAt", "identities", "passkeys"));
        }
    }

    private void ReadUser(ImportedObject user)
    {
        var email = user.Text("email");
        if (email is not null && ExternalProfile.EmailAddress(email) is null)
        {
            user.Refuse("email must be an address");
        }

        var read = new ImportedUser(
            user.Place, user.Handle, SingleLine.Clean(user.Text("name"), 100), email, email is not null && user.Flag("emailVerified") == true, user.Time("createdAt", now));
        foreach (var (index, identity) in user.List("identities", MaxEach).Index())
        {
            read.Identities.Add(ReadIdentity(new ImportedObject(identity, $"{user.Place}, identity {index + 1}", mistakes, handleMember: null, "provider", "issuer", "subject")));
        }

        foreach (var (index, passkey) in user.List("passkeys", MaxEach).Index())
        {
            read.Passkeys.Add(ReadPasskey(passkey, new ImportedObject(passkey, $"{user.Place}, passkey {index + 1}", mistakes, handleMember: null,
                "credentialId", "publicKey", "signCount", "transports", "backupEligible", "backedUp", "userVerified", "discoverable", "aaguid", "name", "createdAt")));
        }

        Users.Add(read);
    }

    private static ImportedIdentity ReadIdentity(ImportedObject identity)
    {
        var read = new ImportedIdentity(
            identity.Place, identity.RequiredText("provider"), identity.RequiredText("issuer"), identity.RequiredText("subject"));
        if (read is { Issuer: not "", Subject: not "" } && !new ExternalProfile(read.Provider, read.Issuer, read.Subject).IsIdentified)
        {
            identity.Refuse("issuer or subject is too long, or has a control character or a space at an end");
        }

        return read;
    }

    private ImportedPasskey ReadPasskey(JsonElement element, ImportedObject passkey)
    {
        passkey.List("transports"); // only that it is one: a hint that is malformed is dropped
        var read = new ImportedPasskey(
            passkey.Place,
            passkey.RequiredBytes("credentialId", MaxCredentialIdLength),
            passkey.RequiredBytes("publicKey", MaxPublicKeyLength),
            passkey.RequiredNumber("signCount"),
            AttestationAnswer.ReadTransports(element))
        {
            IsBackupEligible = passkey.RequiredFlag("backupEligible"),
            IsBackedUp = passkey.RequiredFlag("backedUp"),
            IsUserVerified = passkey.RequiredFlag("userVerified"),
            IsDiscoverable = passkey.Flag("discoverable"),
            Aaguid = passkey.Id("aaguid") ?? Guid.Empty,
            Name = SingleLine.Clean(passkey.Text("name"), UserPasskeys.MaxNameLength),
            CreatedAt = passkey.Time("createdAt", now),
        };
        if (read.PublicKey.Length > 0 && RelyingParty.WhyRefused(read.PublicKey) is { } reason)
        {
            passkey.Refuse($"publicKey is refused ({reason})");
        }

        if (read is { IsBackedUp: true, IsBackupEligible: false })
        {
            passkey.Refuse("backedUp needs backupEligible"); // WebAuthn §6.1.3
        }

        return read;
    }
}
