using Fido2NetLib;
using Fido2NetLib.Objects;

namespace PasskeyBlazor.WebAuthn;

/// <summary>
/// Options for the library, built from the challenge alone: once for the browser and once more to verify its answer. Each value
/// whose default differs from ours is set.
/// </summary>
internal static class LibraryOptions
{
    private static readonly Dictionary<string, AuthenticatorTransport> Transports = new()
    {
        ["usb"] = AuthenticatorTransport.Usb,
        ["nfc"] = AuthenticatorTransport.Nfc,
        ["ble"] = AuthenticatorTransport.Ble,
        ["smart-card"] = AuthenticatorTransport.SmartCard,
        ["hybrid"] = AuthenticatorTransport.Hybrid,
        ["internal"] = AuthenticatorTransport.Internal,
    };

    public static CredentialCreateOptions Creation(
        RelyingPartyOptions options, byte[] challenge, UserEntity user, IEnumerable<CredentialDescriptor> existing, PasskeyPlace? place)
    {
        var (hint, attachment) = HintsOf(place);
        var creation = CredentialCreateOptions.Create(
            Configuration(options, []),
            challenge,
            new Fido2User { Id = user.Handle, Name = user.Name, DisplayName = user.DisplayName },
            new AuthenticatorSelection
            {
                AuthenticatorAttachment = attachment, // for browsers that do not support hints
                ResidentKey = ResidentKeyRequirement.Required,
                UserVerification = UserVerification(options),
            },
            AttestationConveyancePreference.None,
            [.. existing.Select(Descriptor)],
            new AuthenticationExtensionsClientInputs { CredProps = true },
            [.. options.Algorithms.Select(id => new PubKeyCredParam((COSE.Algorithm)id, PublicKeyCredentialType.PublicKey))]);
        creation.Hints = hint is { } one ? [one] : [];

        return creation;
    }

    public static AssertionOptions Request(RelyingPartyOptions options, byte[] challenge, IEnumerable<CredentialDescriptor> allowed) =>
        AssertionOptions.Create(
            Configuration(options, []), challenge, [.. allowed.Select(Descriptor)], UserVerification(options), new AuthenticationExtensionsClientInputs());

    /// <summary>The relying party. The allowed origins are known late, so it is created for each call.</summary>
    public static Fido2Configuration Configuration(RelyingPartyOptions options, IEnumerable<string> origins) => new()
    {
        RPID = options.ServerDomain,
        RPName = options.ServerName,
        Origins = origins.ToHashSet(StringComparer.Ordinal),
        Timeout = (uint)RelyingPartyOptions.Timeout.TotalMilliseconds,
    };

    private static UserVerificationRequirement UserVerification(RelyingPartyOptions options) =>
        options.RequireUserVerification ? UserVerificationRequirement.Required : UserVerificationRequirement.Preferred;

    private static PublicKeyCredentialDescriptor Descriptor(CredentialDescriptor credential) => new(
        PublicKeyCredentialType.PublicKey,
        credential.Id,
        [.. credential.Transports.Where(Transports.ContainsKey).Select(t => Transports[t])]);

    private static (PublicKeyCredentialHint? Hint, AuthenticatorAttachment? Attachment) HintsOf(PasskeyPlace? place) => place switch
    {
        PasskeyPlace.ThisDevice => (PublicKeyCredentialHint.ClientDevice, AuthenticatorAttachment.Platform),
        PasskeyPlace.Phone => (PublicKeyCredentialHint.Hybrid, AuthenticatorAttachment.CrossPlatform),
        PasskeyPlace.SecurityKey => (PublicKeyCredentialHint.SecurityKey, AuthenticatorAttachment.CrossPlatform),
        _ => (null, null), // the browser asks
    };
}
