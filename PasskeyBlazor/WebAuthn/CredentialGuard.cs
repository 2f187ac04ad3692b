using System.Formats.Cbor;
using System.Security.Cryptography;
using Fido2NetLib;
using Fido2NetLib.Objects;

namespace PasskeyBlazor.WebAuthn;

/// <summary>
/// The checks that the library omits. Each one refuses an answer that the library alone accepts; CredentialGuardTests proves this for every
/// reason. The guard alone never accepts an answer.
/// </summary>
internal static class CredentialGuard
{
    /// <summary>The fixed part of authenticator data (§6.1), an AAGUID and the length of the id (§6.5.1); the id follows, then the key.</summary>
    private const int AttestedIdOffset = 37 + 16 + 2;

    /// <summary>The registered attestation statement formats (§8) whose statement is a map.</summary>
    private static readonly string[] Formats = ["none", "packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "apple"];

    /// <summary>Before the library verifies a registration (§7.1).</summary>
    public static void CheckAttestation(
        AttestationAnswer answer, AuthenticatorAttestationResponse parsed, ReadOnlySpan<byte> challenge, AllowedOrigins origins)
    {
        ClientDataCheck.Verify(answer.ClientData, challenge, origins);
        CheckAttestationObject(answer.AttestationObject);
        Refuse.When(!Formats.Contains(parsed.AttestationObject.Fmt), "attestation-format");

        CheckExtensions(parsed.AttestationObject.AuthData);
    }

    /// <summary>After the library verified a registration: refuses an unsound public key.</summary>
    /// <returns>The key as the authenticator sent it. The library encodes its copy again.</returns>
    public static byte[] CheckPublicKey(AuthenticatorData data)
    {
        var offset = AttestedIdOffset + data.AttestedCredentialData!.CredentialId.Length;

        return CosePublicKey.Parse(data.ToByteArray().AsMemory(offset)).Encoded.ToArray();
    }

    /// <summary>Before the library verifies an assertion (§7.2).</summary>
    public static void CheckAssertion(
        AssertionAnswer answer, AuthenticatorAssertionResponse parsed, ReadOnlySpan<byte> challenge, AllowedOrigins origins, CredentialRecord record)
    {
        ClientDataCheck.Verify(answer.ClientData, challenge, origins);
        CheckExtensions(parsed.AuthenticatorData);
        // An authenticator may send the attested data again.
        Refuse.When(parsed.AuthenticatorData.AttestedCredentialData is { CredentialId: [] }, "attested-id-empty");

        if (CosePublicKey.ParseStored(record.PublicKey).EcdsaCoordinateLength is { } length)
        {
            DerSignature.Check(answer.Signature, length);
        }
    }

    /// <summary>
    /// Whether the library can use a stored key of a sound form. It also fails where the point is not on the curve. A platform that
    /// lacks an algorithm says nothing about the key: its exceptions are not caught.
    /// </summary>
    public static bool IsImportable(byte[] publicKey)
    {
        try
        {
            _ = new CredentialPublicKey(publicKey);

            return true;
        }
        catch (Exception e) when (e is CryptographicException or Fido2VerificationException or FormatException or InvalidCastException)
        {
            return false;
        }
    }

    /// <summary>What must agree with the credential record (§7.2 step 19), and our revocation. After the signature, so that a wrong signature is refused
    /// as one.</summary>
    public static void CheckRecord(AuthenticatorData data, CredentialRecord record)
    {
        Refuse.When(record.IsRevoked, "revoked");
        Refuse.When(data.IsBackupEligible != record.IsBackupEligible, Refusal.BackupEligibilityChanged);
    }

    /// <summary>§6.5.4: a map of three members, each once, and nothing after it.</summary>
    private static void CheckAttestationObject(byte[] attestationObject)
    {
        try
        {
            var reader = new CborReader(attestationObject, CborConformanceMode.Strict);
            reader.ReadStartMap();
            for (var member = 0; member < 3; member++)
            {
                reader.SkipValue();
                reader.SkipValue();
            }

            reader.ReadEndMap();
            Refuse.When(reader.BytesRemaining > 0, "attestation-object-trailing-bytes");
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException)
        {
            throw new RefusedException("attestation-object-malformed");
        }
    }

    /// <summary>§6.1: extensions are a map.</summary>
    private static void CheckExtensions(AuthenticatorData data) => Refuse.When(
        data.Extensions is { } extensions && new CborReader(extensions.GetBytes()).PeekState() != CborReaderState.StartMap, "extensions-not-a-map");
}
