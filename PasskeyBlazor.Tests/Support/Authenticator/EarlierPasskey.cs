using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>A passkey that an earlier build registered: the app's record and the authenticator's key.</summary>
public sealed class EarlierPasskey(JsonNode json)
{
    public static IReadOnlyList<EarlierPasskey> All { get; } =
    [
        .. JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Passkeys", "EarlierPasskeys.json")))!["passkeys"]!
            .AsArray()
            .Select(p => new EarlierPasskey(p!)),
    ];

    public string Name => (string)json["name"]!;

    /// <summary>The text of <see cref="User.Handle"/>, unchanged.</summary>
    public string UserHandle => (string)json["userHandle"]!;

    public uint SignCount => (uint)json["signCount"]!;

    public bool IsBackupEligible => Flag("backupEligible");

    public bool IsBackedUp => Flag("backedUp");

    /// <summary>Puts the authenticator into its last state; it verifies its user from now on.</summary>
    public void PutInto(SoftwareAuthenticator authenticator)
    {
        var key = new SoftwareKey((int)json["algorithm"]!, Bytes("privateKey"));
        authenticator.Take(new(Bytes("credentialId"), "example.org", Encoding.UTF8.GetBytes(UserHandle), key));
        authenticator.BackupEligible = IsBackupEligible;
        authenticator.BackedUp = IsBackedUp;
        authenticator.Counter = SignCount == 0 ? null : SignCount;
    }

    /// <summary>The credential record and its user.</summary>
    public async Task PutIntoAsync(TestDatabase database)
    {
        var user = new User { Handle = UserHandle, DisplayName = (string)json["user"]!, CreatedAt = DateTimeOffset.UnixEpoch };

        await using var db = database.CreateContext();
        db.Users.Add(user);
        db.Passkeys.Add(new Passkey
        {
            UserId = user.Id,
            CredentialId = Bytes("credentialId"),
            PublicKey = Bytes("publicKey"),
            Name = Name,
            SignCount = SignCount,
            Aaguid = (Guid)json["aaguid"]!,
            Transports = [.. json["transports"]!.AsArray().Select(t => (string)t!)],
            IsUserVerified = Flag("userVerified"),
            IsBackupEligible = IsBackupEligible,
            IsBackedUp = IsBackedUp,
            IsDiscoverable = (bool?)json["discoverable"],
            AttestationFormat = "none",
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private bool Flag(string name) => (bool)json["flags"]![name]!;

    private byte[] Bytes(string name) => Base64Url.DecodeFromChars((string)json[name]!);
}
