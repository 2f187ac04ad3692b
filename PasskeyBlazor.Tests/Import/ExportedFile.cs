using System.Buffers.Text;
using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support.Authenticator;

namespace PasskeyBlazor.Tests.Import;

/// <summary>A file as another app would write it, with real keys.</summary>
internal static class ExportedFile
{
    public static JsonObject Of(params IEnumerable<JsonObject> users) => new() { ["relyingPartyId"] = "localhost", ["users"] = new JsonArray([.. users]) };

    /// <param name="handle">The user handle.</param>
    /// <param name="passkey">The passkey; null for none.</param>
    /// <param name="subject">At the provider Fake; null for no identity.</param>
    /// <param name="issuer">Of that provider.</param>
    public static JsonObject User(byte[] handle, JsonObject? passkey, string? subject = null, string issuer = "https://fake.example") => new()
    {
        ["userHandle"] = Base64Url.EncodeToString(handle),
        ["name"] = "Ada",
        ["email"] = "ada@example.org",
        ["emailVerified"] = true,
        ["createdAt"] = "2025-03-01T12:00:00Z",
        ["identities"] = subject is null ? [] : new JsonArray(new JsonObject { ["provider"] = "Fake", ["issuer"] = issuer, ["subject"] = subject }),
        ["passkeys"] = passkey is null ? [] : new JsonArray(passkey),
    };

    /// <summary>A passkey that this authenticator holds from now on.</summary>
    public static JsonObject Passkey(SoftwareAuthenticator authenticator, byte[] handle)
    {
        var credential = new SoftwareCredential(Guid.NewGuid().ToByteArray(), "localhost", handle, new SoftwareKey());
        authenticator.Take(credential);

        return new()
        {
            ["credentialId"] = Base64Url.EncodeToString(credential.Id),
            ["publicKey"] = Base64Url.EncodeToString(credential.Key.PublicKey),
            ["signCount"] = 7,
            ["transports"] = new JsonArray("internal", "hybrid"),
            ["backupEligible"] = false,
            ["backedUp"] = false,
            ["userVerified"] = true,
            ["discoverable"] = true,
            ["aaguid"] = "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",
            ["name"] = "My phone",
            ["createdAt"] = "2025-03-02T12:00:00+01:00",
        };
    }
}
