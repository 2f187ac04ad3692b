
namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>The data that an authenticator keeps of a passkey.</summary>
public sealed record SoftwareCredential(byte[] Id, string RpId, byte[] UserHandle, SoftwareKey Key);
