using System.Security.Cryptography;
using System.Text;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The checks that stay outside the verifying library, so that they hold whichever library it is. They come before it, take
/// nothing as given, and can only refuse more: what passes here is still to be verified there.
/// </summary>
internal static class CredentialGuard
{
    /// <summary>What a registration must look like before it is worth verifying (§7.1).</summary>
    public static (AttestationObject Object, AuthenticatorData Data) CheckAttestation(
        AttestationAnswer answer, ReadOnlySpan<byte> challenge, AllowedOrigins origins, IReadOnlyList<CoseAlgorithm> algorithms)
    {
        ClientDataCheck.Verify(answer.ClientData, "webauthn.create", challenge, origins);

        var attestation = AttestationObject.Parse(answer.AttestationObject);
        var data = AuthenticatorData.Parse(attestation.AuthenticatorData);
        CheckFlags(data);

        Refuse.When(data.Attested is null, "attested-data-missing");
        Refuse.When(!data.Attested.CredentialId.AsSpan().SequenceEqual(answer.Id), "attested-id-differs");
        if (!algorithms.Contains(CosePublicKey.Parse(data.Attested.PublicKey).Algorithm))
        {
            throw new RefusedException("public-key-algorithm-not-offered", CeremonyFailure.NotCompatible);
        }

        return (attestation, data);
    }

    /// <summary>What a sign-in must look like before a database is asked about it (§7.2).</summary>
    public static AuthenticatorData CheckAssertion(AssertionAnswer answer, ReadOnlySpan<byte> challenge, AllowedOrigins origins)
    {
        ClientDataCheck.Verify(answer.ClientData, "webauthn.get", challenge, origins);

        var data = AuthenticatorData.Parse(answer.AuthenticatorData);
        CheckFlags(data);

        return data; // some authenticators send attested data again; it says nothing then
    }

    /// <summary>What a sign-in must have in common with the credential record that it names (§7.2 steps 6, 19, 21 and 22).</summary>
    public static void CheckRecord(AssertionAnswer answer, AuthenticatorData data, Passkey passkey)
    {
        var owner = Encoding.UTF8.GetBytes(passkey.User.Handle);
        Refuse.When(!CryptographicOperations.FixedTimeEquals(owner, answer.UserHandle), "user-handle-of-another");
        Refuse.When(passkey.RevokedAt is not null, "revoked");
        Refuse.When(data.IsBackupEligible != passkey.IsBackupEligible, "backup-eligibility-changed");
        Refuse.When((data.SignCount, passkey.SignCount) is not (0, 0) && data.SignCount <= passkey.SignCount, "counter-not-grown");

        CosePublicKey.ParseStored(passkey.PublicKey).CheckSignature(answer.Signature);
    }

    /// <summary>§6.1: what is backed up must be eligible for it.</summary>
    private static void CheckFlags(AuthenticatorData data) =>
        Refuse.When(data.IsBackedUp && !data.IsBackupEligible, "backed-up-but-not-eligible");
}
