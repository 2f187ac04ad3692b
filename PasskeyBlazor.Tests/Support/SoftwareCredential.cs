namespace PasskeyBlazor.Tests.Support;

/// <summary>What an authenticator keeps of a passkey.</summary>
public sealed record SoftwareCredential(byte[] Id, string RpId, byte[] UserHandle, SoftwareKey Key);
