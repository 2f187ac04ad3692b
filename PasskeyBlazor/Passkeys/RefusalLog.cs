using System.Security.Cryptography;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>Logs refused answers. The log contains the reason; the page never does.</summary>
internal static partial class RefusalLog
{
    /// <summary>A part of a hash: enough to find a credential in the log again, and too little to identify it.</summary>
    public static string HashOf(byte[]? credentialId) =>
        credentialId is null ? "unread" : Convert.ToHexStringLower(SHA256.HashData(credentialId).AsSpan(0, 8));

    /// <returns>The reference that appears in the log and in the owner's activity.</returns>
    public static string Write(ILogger logger, string ceremony, Refusal refusal, byte[]? credentialId)
    {
        var reference = Reference.New();
        LogRefused(logger, ceremony, refusal.Reason, refusal.IsSignatureVerified, HashOf(credentialId), reference, refusal.Cause);

        return reference;
    }

    [LoggerMessage(1, LogLevel.Warning, "A passkey {Ceremony} was refused: {Reason} (signature verified: {IsSignatureVerified}, credential {CredentialHash}). Reference {Reference}.")]
    private static partial void LogRefused(
        ILogger logger, string ceremony, string reason, bool isSignatureVerified, string credentialHash, string reference, Exception? cause);
}
