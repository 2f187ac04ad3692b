namespace PasskeyBlazor.WebAuthn;

/// <summary>What the browser answers to request options (§5.1, AuthenticationResponseJSON).</summary>
/// <param name="UserHandle">Null where the answer names no account: absent, null or empty.</param>
internal sealed record AssertionAnswer(byte[] Id, byte[] ClientData, byte[] AuthenticatorData, byte[] Signature, byte[]? UserHandle)
{
    private const int MaxAuthenticatorData = 2 * 1024;
    private const int MaxSignature = 512; // RSA with 4096 bits
    private const int MaxUserHandle = 64; // §5.4.3

    public static AssertionAnswer Parse(string credentialJson)
    {
        using var json = CredentialJson.Parse(credentialJson);

        return new AssertionAnswer(
            json.Id,
            json.ClientData,
            CredentialJson.Bytes(json.Response, "authenticatorData", MaxAuthenticatorData),
            CredentialJson.Bytes(json.Response, "signature", MaxSignature),
            CredentialJson.IsEmpty(json.Response, "userHandle") ? null : CredentialJson.Bytes(json.Response, "userHandle", MaxUserHandle));
    }
}
