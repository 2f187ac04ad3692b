using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.Fuzzing;

/// <summary>Random changes to a browser's answer: no crash, no waiting, no waste, and no sign-in.</summary>
public sealed class CeremonyFuzzTests : IAsyncLifetime
{
    private readonly Ceremonies ceremonies = new();
    private CeremonyOptions creation = null!; // InitializeAsync sets all four before each test
    private CeremonyOptions request = null!;
    private JsonNode attestation = null!;
    private JsonNode assertion = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await ceremonies.KeepPasskeyAsync();
        request = ceremonies.RelyingParty.MakeRequestOptions();
        assertion = JsonNode.Parse(ceremonies.Authenticator.Get(request.Json))!;
        creation = ceremonies.RelyingParty.MakeCreationOptions(ceremonies.Ada, []);
        using var another = new SoftwareAuthenticator();
        attestation = JsonNode.Parse(another.Create(creation.Json))!;
    }

    public ValueTask DisposeAsync()
    {
        ceremonies.Dispose();

        return ValueTask.CompletedTask;
    }

    /// <summary>Everything in a sign-in is signed, or names what the signature is checked with.</summary>
    [Theory]
    [Threat("CK-08", "CK-10", "AD-10")]
    [InlineData("clientDataJSON")]
    [InlineData("authenticatorData")]
    [InlineData("signature")]
    [InlineData("userHandle")]
    public async Task A_sign_in_with_anything_changed_is_refused(string member)
    {
        var good = Bytes(assertion, member);

        await Fuzz.RunAsync(
            chance => Convert.ToBase64String(Mutations.Of(good, chance)),
            async changed => await SignsInAsync(With(assertion, member, Convert.FromBase64String(changed)).ToJsonString())
                && changed != Convert.ToBase64String(good) ? "It signed in." : null);
    }

    [Fact]
    [Threat("WA-02", "WA-07", "WA-11")]
    public async Task A_sign_in_whose_JSON_is_changed_signs_in_only_if_it_still_says_the_same()
    {
        var good = assertion.ToJsonString();
        string[] members = ["clientDataJSON", "authenticatorData", "signature", "userHandle"];

        await Fuzz.RunAsync(
            chance => Mutations.Of(good, chance),
            async changed => await SignsInAsync(changed)
                && !members.All(member => Bytes(JsonNode.Parse(changed)!, member).SequenceEqual(Bytes(assertion, member))) ? "It signed in." : null);
    }

    [Fact]
    [Threat("WA-01", "WA-02", "WA-03", "WA-04", "WA-06", "WA-07")]
    public async Task A_registration_s_client_data_says_by_every_reading_what_it_must()
    {
        var good = Encoding.UTF8.GetString(Bytes(attestation, "clientDataJSON"));

        await Fuzz.RunAsync(
            chance => Mutations.Of(good, chance),
            async changed => await RegisterAsync(With(attestation, "clientDataJSON", Encoding.UTF8.GetBytes(changed))) is not null
                && !SaysWhatItMust(changed) ? "It registered a passkey." : null);
    }

    [Fact]
    [Threat("AT-01", "AT-05", "AT-06", "AT-08", "AT-09", "AD-01", "AD-08", "AD-09", "AD-11", "CK-01", "CK-04")]
    public async Task A_registration_s_attestation_object_is_refused_or_holds_a_sound_passkey_for_this_site()
    {
        var good = Bytes(attestation, "attestationObject");

        await Fuzz.RunAsync(
            chance => Convert.ToBase64String(Mutations.Of(good, chance)),
            async changed => await RegisterAsync(With(attestation, "attestationObject", Convert.FromBase64String(changed))) is { } kept
                ? WhatIsUnsound(Convert.FromBase64String(changed), kept)
                : null);
    }

    [Fact]
    [Threat("CK-01", "CK-02", "CK-04", "CK-06")]
    public async Task A_public_key_is_refused_or_can_be_used()
    {
        using var ec = new SoftwareKey();
        using var rsa = new SoftwareKey(SoftwareKey.RS256);
        using var ed = new SoftwareKey(SoftwareKey.EdDSA);
        byte[][] keys = [ec.PublicKey, rsa.PublicKey, ed.PublicKey];

        await Fuzz.RunAsync(
            chance => Convert.ToBase64String(Mutations.Of(keys[chance.Next(keys.Length)], chance)),
            async changed =>
            {
                using var another = new SoftwareAuthenticator();
                var credential = another.Create(creation.Json, made => made.PublicKey = Convert.FromBase64String(changed));
                if (await RegisterAsync(JsonNode.Parse(credential)!) is not { } kept)
                {
                    return null;
                }

                var answered = await ceremonies.RelyingParty.VerifyAssertionAsync(
                    assertion.ToJsonString(), request.Challenge, ceremonies.Record(kept), cancellationToken: Cancel); // signed with another key

                return answered.Refusal?.Reason is "invalid-signature" or "signature-encoding" ? null : $"It cannot be used: {answered.Refusal}";
            });
    }

    /// <summary>Without padding: one or two needless <c>=</c> are accepted, because some password managers add them.</summary>
    private static byte[] Bytes(JsonNode credential, string member) => Base64Url.DecodeFromChars(((string)credential["response"]![member]!).TrimEnd('='));

    private static JsonNode With(JsonNode credential, string member, byte[] bytes)
    {
        var changed = credential.DeepClone();
        changed["response"]![member] = Base64Url.EncodeToString(bytes);

        return changed;
    }

    private async Task<bool> SignsInAsync(string credential) => (await ceremonies.VerifyAssertionAsync(credential, request.Challenge)).Succeeded;

    private async Task<VerifiedAttestation?> RegisterAsync(JsonNode credential) =>
        (await ceremonies.RelyingParty.VerifyAttestationAsync(credential.ToJsonString(), creation.Challenge, Cancel)).Value;

    /// <summary>Read a second time, without any code of the app.</summary>
    private bool SaysWhatItMust(string clientData)
    {
        using var document = JsonDocument.Parse(clientData);
        var said = document.RootElement;

        return said.EnumerateObject().Select(m => m.Name).Distinct().Count() == said.EnumerateObject().Count()
            && said.GetProperty("type").GetString() == "webauthn.create"
            && said.GetProperty("challenge").GetString() == Base64Url.EncodeToString(creation.Challenge)
            && said.GetProperty("origin").GetString() == "https://example.org"
            && (!said.TryGetProperty("crossOrigin", out var cross) || cross.ValueKind == JsonValueKind.False)
            && !said.TryGetProperty("topOrigin", out _);
    }

    /// <summary>Read a second time, without any code of the app.</summary>
    private string? WhatIsUnsound(byte[] attestationObject, VerifiedAttestation kept)
    {
        var reader = new CborReader(attestationObject, CborConformanceMode.Lax);
        byte[] data = [];
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            if (reader.ReadTextString() == "authData")
            {
                data = reader.ReadByteString();
            }
            else
            {
                reader.SkipValue();
            }
        }

        var idLength = (data[53] << 8) | data[54];
        var isForThisSite = data.AsSpan(0, 32).SequenceEqual(SHA256.HashData("example.org"u8));
        var isPresentAndVerified = (data[32] & 0b0000_0101) == 0b0000_0101;
        var isBackedUpOnlyIfEligible = (data[32] & 0b0001_1000) != 0b0001_0000;
        var isItsId = kept.CredentialId.AsSpan().SequenceEqual(Base64Url.DecodeFromChars((string)attestation["id"]!)) && kept.CredentialId.Length == idLength;

        return isForThisSite && isPresentAndVerified && isBackedUpOnlyIfEligible && isItsId && IsPoint(kept.PublicKey) ? null : "It registered an unsound passkey.";
    }

    private static bool IsPoint(byte[] publicKey)
    {
        var numbers = new Dictionary<long, byte[]>();
        var reader = new CborReader(publicKey, CborConformanceMode.Lax);
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var label = reader.ReadInt64();
            if (reader.PeekState() == CborReaderState.ByteString)
            {
                numbers[label] = reader.ReadByteString();
            }
            else
            {
                reader.SkipValue();
            }
        }

        try
        {
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = numbers[-2], Y = numbers[-3] } });
            return key.KeySize == 256;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
