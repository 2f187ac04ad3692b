
namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>The flags of the authenticator data, defined again: a test does not take them from the code that it tests.</summary>
[Flags]
public enum AuthenticatorBits
{
    None = 0x00,
    UP = 0x01,
    UV = 0x04,
    BE = 0x08,
    BS = 0x10,
    AT = 0x40,
    ED = 0x80,
}
