using System.Buffers.Text;
using System.Diagnostics;
using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.WebAuthn;

public sealed class RefusalTests : IDisposable
{
    private readonly Ceremonies ceremonies = new();

    [Fact]
    [Threat("CK-10", "CK-12")]
    public async Task A_sign_in_with_any_byte_changed_is_refused()
    {
        await ceremonies.KeepPasskeyAsync();
        var options = ceremonies.RelyingParty.MakeRequestOptions();
        var credential = ceremonies.Authenticator.Get(options.Json);

        var accepted = new List<string>();
        foreach (var member in new[] { "clientDataJSON", "authenticatorData", "signature", "userHandle" })
        {
            var length = Base64Url.DecodeFromChars((string)JsonNode.Parse(credential)!["response"]![member]!).Length;
            for (var i = 0; i < length; i++)
            {
                var json = JsonNode.Parse(credential)!;
                var bytes = Base64Url.DecodeFromChars((string)json["response"]![member]!);
                bytes[i] ^= (byte)(1 << (i % 8));
                json["response"]![member] = Base64Url.EncodeToString(bytes);

                if ((await ceremonies.VerifyAssertionAsync(json.ToJsonString(), options.Challenge)).Succeeded)
                {
                    accepted.Add($"{member}[{i}]");
                }
            }
        }

        Assert.Empty(accepted);
        Assert.True((await ceremonies.VerifyAssertionAsync(credential, options.Challenge)).Succeeded);
    }

    [Fact]
    public async Task A_registration_with_any_byte_changed_is_answered_and_never_throws()
    {
        var options = ceremonies.RelyingParty.MakeCreationOptions(ceremonies.Ada, []);
        var credential = JsonNode.Parse(ceremonies.Authenticator.Create(options.Json))!;
        var original = Base64Url.DecodeFromChars((string)credential["response"]!["attestationObject"]!);

        foreach (var i in Enumerable.Range(0, original.Length))
        {
            foreach (var value in new byte[] { 0x00, 0x01, 0x1b, 0x3b, 0x5f, 0x7f, 0x9f, 0xbf, 0xc1, 0xf6, 0xff })
            {
                var bytes = original.ToArray();
                bytes[i] = value;
                credential["response"]!["attestationObject"] = Base64Url.EncodeToString(bytes);

                _ = await VerifyAttestationAsync(credential.ToJsonString(), options.Challenge);
            }
        }
    }

    [Fact]
    public async Task Text_with_any_character_changed_is_answered_and_never_throws()
    {
        var options = ceremonies.RelyingParty.MakeCreationOptions(ceremonies.Ada, []);
        var credential = ceremonies.Authenticator.Create(options.Json);

        foreach (var i in Enumerable.Range(0, credential.Length))
        {
            foreach (var c in "\"{}[],:\\\0 \ud83d1é")
            {
                _ = await VerifyAttestationAsync(string.Concat(credential.AsSpan(0, i), [c], credential.AsSpan(i + 1)), options.Challenge);
            }
        }
    }

    [Fact]
    [Threat("CR-03")]
    public async Task Another_user_of_the_same_passkey_is_refused()
    {
        await ceremonies.KeepPasskeyAsync();

        var signedIn = await ceremonies.SignInAsync(a => a.UserHandle = "ZXZlIGlzIG5vdCBhZGEgYW5kIG5ldmVyIHdpbGwgYmU"u8.ToArray());

        Assert.Equal(new Refusal(Failure.PasskeyRefused, "invalid-assertion-response"), signedIn.Refusal);
    }

    [Fact]
    [Threat("CH-12")]
    public async Task The_answer_of_one_ceremony_is_refused_in_the_other()
    {
        await ceremonies.KeepPasskeyAsync();
        var creation = ceremonies.RelyingParty.MakeCreationOptions(ceremonies.Ada, []);
        var request = ceremonies.RelyingParty.MakeRequestOptions();
        var assertion = ceremonies.Authenticator.Get(request.Json);
        var attestation = ceremonies.Authenticator.Create(creation.Json);

        var registered = await VerifyAttestationAsync(assertion, creation.Challenge);
        var signedIn = await ceremonies.VerifyAssertionAsync(attestation, request.Challenge);

        Assert.Equal(Failure.PasskeyRefused, registered.Refusal?.Failure);
        Assert.Equal(Failure.PasskeyRefused, signedIn.Refusal?.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("a0")]
    [InlineData("a50102032620012158200000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("a4010103272006 21581f 09000000000000000000000000000000000000000000000000000000000000")] // Ed25519, one byte too short
    [InlineData("a5010203262001 215820 0101010101010101010101010101010101010101010101010101010101010101 225820 0101010101010101010101010101010101010101010101010101010101010101")] // not on the curve
    [Threat("CK-11")]
    public async Task A_stored_key_that_cannot_be_read_is_our_fault_and_does_not_sign_in(string stored)
    {
        var passkey = await ceremonies.KeepPasskeyAsync();
        ceremonies.Keep(passkey.CredentialId, ceremonies.Record(passkey) with { PublicKey = Convert.FromHexString(stored.Replace(" ", "", StringComparison.Ordinal)) });

        var signedIn = await ceremonies.SignInAsync();

        Assert.Equal(new Refusal(Failure.PasskeyRefused, "stored-public-key-corrupt"), signedIn.Refusal);
    }

    [Fact]
    [Threat("CK-11")]
    public async Task A_stored_key_with_bytes_behind_it_does_not_sign_in()
    {
        var passkey = await ceremonies.KeepPasskeyAsync();
        ceremonies.Keep(passkey.CredentialId, ceremonies.Record(passkey) with { PublicKey = [.. passkey.PublicKey, 0] });

        var signedIn = await ceremonies.SignInAsync();

        Assert.Equal(new Refusal(Failure.PasskeyRefused, "stored-public-key-corrupt"), signedIn.Refusal);
    }

    [Fact]
    [Threat("AD-07")]
    public async Task The_backup_state_may_change_and_is_reported()
    {
        ceremonies.Authenticator.BackupEligible = true;
        ceremonies.Authenticator.BackedUp = true;
        await ceremonies.KeepPasskeyAsync();

        var left = await ceremonies.SignInAsync(a => a.Flags &= ~AuthenticatorBits.BS);
        var back = await ceremonies.SignInAsync();

        Assert.False(left.Value!.IsBackedUp);
        Assert.True(back.Value!.IsBackedUp);
    }

    [Fact]
    [Threat("AD-06")]
    public async Task The_backup_eligibility_of_a_passkey_never_changes()
    {
        ceremonies.Authenticator.BackupEligible = true;
        await ceremonies.KeepPasskeyAsync();

        var signedIn = await ceremonies.SignInAsync(a => a.Flags &= ~AuthenticatorBits.BE);

        Assert.Equal(new Refusal(Failure.PasskeyRefused, "backup-eligibility-changed", IsSignatureVerified: true), signedIn.Refusal);
    }

    [Fact]
    public async Task A_counter_that_stays_at_zero_is_accepted()
    {
        await ceremonies.KeepPasskeyAsync();

        var first = await ceremonies.SignInAsync();
        var second = await ceremonies.SignInAsync();

        Assert.Equal(0u, first.Value?.SignCount);
        Assert.Equal(0u, second.Value?.SignCount);
    }

    [Fact]
    [Threat("CR-07")]
    public async Task A_counter_that_did_not_grow_is_refused_although_the_signature_is_right()
    {
        ceremonies.Authenticator.Counter = 6;
        await ceremonies.KeepPasskeyAsync();

        var signedIn = await ceremonies.SignInAsync(a => a.Counter = 7);

        Assert.Equal(new Refusal(Failure.PasskeyRefused, "invalid-sign-count", IsSignatureVerified: true), signedIn.Refusal);
    }

    [Fact]
    public async Task A_revoked_passkey_is_refused_although_its_signature_is_right()
    {
        var passkey = await ceremonies.KeepPasskeyAsync();
        ceremonies.Keep(passkey.CredentialId, ceremonies.Record(passkey) with { IsRevoked = true });

        var signedIn = await ceremonies.SignInAsync();

        Assert.Equal(new Refusal(Failure.PasskeyRefused, "revoked", IsSignatureVerified: true), signedIn.Refusal);
    }

    [Fact]
    public async Task A_revoked_passkey_with_a_wrong_signature_is_refused_for_its_signature()
    {
        var passkey = await ceremonies.KeepPasskeyAsync();
        ceremonies.Keep(passkey.CredentialId, ceremonies.Record(passkey) with { IsRevoked = true });

        var signedIn = await ceremonies.SignInAsync(a => a.MakeSignature = (_, _) => a.Key.Sign([1]));

        Assert.Equal(new Refusal(Failure.PasskeyRefused, "invalid-signature"), signedIn.Refusal);
    }

    [Fact]
    [Threat("AT-08", "AT-09")]
    public async Task No_object_costs_much_time_or_memory()
    {
        byte[][] costly =
        [
            [0x5a, 0x7f, 0xff, 0xff, 0xff], [0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x7a, 0x7f, 0xff, 0xff, 0xff],
            [0xba, 0x7f, 0xff, 0xff, 0xff], [0x9a, 0x7f, 0xff, 0xff, 0xff], [0x9b, 0x40, 0, 0, 0, 0, 0, 0, 0],
            [0xb9, 0x14, 0x00, .. Enumerable.Range(0, 0x1400).SelectMany<int, byte>(i => [0x19, (byte)(i >> 8), (byte)i]), .. new byte[16]],
            [0x99, 0x3f, 0x00, .. Enumerable.Repeat((byte)0x80, 0x3f00)],
            [.. Enumerable.Repeat((byte)0xc1, 16_383), 0x00],
            [.. Enumerable.Repeat((byte)0x81, 16_383), 0x00],
            [.. Enumerable.Repeat((byte)0x9f, 16_383)],
        ];
        foreach (var bytes in costly)
        {
            var (quickest, leanest) = (long.MaxValue, long.MaxValue);
            for (var time = 0; time < 3; time++) // the first one warms up
            {
                var watch = Stopwatch.StartNew();
                var before = GC.GetAllocatedBytesForCurrentThread();
                var registered = await ceremonies.RegisterAsync(r => r.BendAttestationObject = _ => bytes);
                (quickest, leanest) = (Math.Min(quickest, watch.ElapsedMilliseconds), Math.Min(leanest, GC.GetAllocatedBytesForCurrentThread() - before));

                Assert.Equal(Failure.PasskeyRefused, registered.Refusal?.Failure);
            }

            Assert.InRange(quickest, 0, 1_000);
            Assert.InRange(leanest, 0, 4 * 1024 * 1024);
        }
    }

    public void Dispose() => ceremonies.Dispose();

    private Task<Result<VerifiedAttestation, Refusal>> VerifyAttestationAsync(string credential, byte[] challenge) =>
        ceremonies.RelyingParty.VerifyAttestationAsync(credential, challenge, TestContext.Current.CancellationToken);
}
