using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Passkeys;

public sealed class CredentialGuardTests : IDisposable
{
    private readonly Ceremonies ceremonies = new();

    [Fact]
    [Threat("CK-10", "CK-12")]
    public async Task A_sign_in_with_any_byte_changed_is_refused()
    {
        await ceremonies.KeepPasskeyAsync();
        var started = await ceremonies.RelyingParty.MakeRequestOptionsAsync();
        var credential = ceremonies.Authenticator.Get(started.Json);
        await using var db = ceremonies.Database.CreateContext();

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

                if ((await VerifyAssertionAsync(db, json.ToJsonString(), started.EngineState)).Succeeded)
                {
                    accepted.Add($"{member}[{i}]");
                }
            }
        }

        Assert.Empty(accepted);
        Assert.True((await VerifyAssertionAsync(db, credential, started.EngineState)).Succeeded);
    }

    [Fact]
    public async Task A_registration_with_any_byte_changed_is_answered_and_never_throws()
    {
        var started = await ceremonies.RelyingParty.MakeCreationOptionsAsync(ceremonies.Ada, []);
        var credential = JsonNode.Parse(ceremonies.Authenticator.Create(started.Json))!;
        var original = Base64Url.DecodeFromChars((string)credential["response"]!["attestationObject"]!);

        foreach (var i in Enumerable.Range(0, original.Length))
        {
            foreach (var value in new byte[] { 0x00, 0x01, 0x1b, 0x3b, 0x5f, 0x7f, 0x9f, 0xbf, 0xc1, 0xf6, 0xff })
            {
                var bytes = original.ToArray();
                bytes[i] = value;
                credential["response"]!["attestationObject"] = Base64Url.EncodeToString(bytes);

                _ = await VerifyAttestationAsync(credential.ToJsonString(), started.EngineState);
            }
        }
    }

    [Fact]
    public async Task Text_with_any_character_changed_is_answered_and_never_throws()
    {
        var started = await ceremonies.RelyingParty.MakeCreationOptionsAsync(ceremonies.Ada, []);
        var credential = ceremonies.Authenticator.Create(started.Json);

        foreach (var i in Enumerable.Range(0, credential.Length))
        {
            foreach (var c in "\"{}[],:\\\0 \ud83d1é")
            {
                _ = await VerifyAttestationAsync(string.Concat(credential.AsSpan(0, i), [c], credential.AsSpan(i + 1)), started.EngineState);
            }
        }
    }

    [Fact]
    [Threat("CR-03")]
    public async Task Another_user_of_the_same_passkey_is_refused()
    {
        await ceremonies.KeepPasskeyAsync();
        var eve = new User { Handle = "ZXZlIGlzIG5vdCBhZGEgYW5kIG5ldmVyIHdpbGwgYmU", DisplayName = "Eve", CreatedAt = DateTimeOffset.UnixEpoch };
        await using var db = ceremonies.Database.CreateContext();
        db.Users.Add(eve);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        var signedIn = await ceremonies.SignInAsync(a => a.UserHandle = Encoding.UTF8.GetBytes(eve.Handle));

        Assert.Equal(CeremonyFailure.PasskeyRefused, signedIn.Failure);
        Assert.Equal("user-handle-of-another", Assert.Single(ceremonies.Log.Reasons));
    }

    [Fact]
    public async Task A_registration_begun_for_somebody_else_is_refused()
    {
        var eve = new User { Handle = "ZXZl", DisplayName = "Eve", CreatedAt = DateTimeOffset.UnixEpoch };
        var started = await ceremonies.RelyingParty.MakeCreationOptionsAsync(ceremonies.Ada, []);
        var credential = ceremonies.Authenticator.Create(started.Json);

        var registered = await ceremonies.RelyingParty.VerifyAttestationAsync(eve, credential, started.EngineState, TestContext.Current.CancellationToken);

        Assert.Equal(CeremonyFailure.PasskeyRefused, registered.Failure);
        Assert.Equal("begun-for-another-user", Assert.Single(ceremonies.Log.Reasons));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"challenge":1}""")]
    [InlineData("""{"challenge":"not base64!"}""")]
    public async Task A_state_made_by_another_version_asks_to_begin_again(string state)
    {
        var started = await ceremonies.RelyingParty.MakeCreationOptionsAsync(ceremonies.Ada, []);

        var registered = await VerifyAttestationAsync(ceremonies.Authenticator.Create(started.Json), state);

        Assert.Equal(CeremonyFailure.ChallengeExpired, registered.Failure);
    }

    [Fact]
    [Threat("CH-12")]
    public async Task The_answer_of_one_ceremony_is_refused_in_the_other()
    {
        await ceremonies.KeepPasskeyAsync();
        var creation = await ceremonies.RelyingParty.MakeCreationOptionsAsync(ceremonies.Ada, []);
        var request = await ceremonies.RelyingParty.MakeRequestOptionsAsync();
        var assertion = ceremonies.Authenticator.Get(request.Json);
        var attestation = ceremonies.Authenticator.Create(creation.Json);
        await using var db = ceremonies.Database.CreateContext();

        var registered = await VerifyAttestationAsync(assertion, creation.EngineState);
        var signedIn = await VerifyAssertionAsync(db, attestation, request.EngineState);

        Assert.Equal(CeremonyFailure.PasskeyRefused, registered.Failure);
        Assert.Equal(CeremonyFailure.PasskeyRefused, signedIn.Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("a0")]
    [InlineData("a50102032620012158200000000000000000000000000000000000000000000000000000000000000000")]
    [Threat("CK-11")]
    public async Task A_stored_key_that_cannot_be_read_is_a_fault_of_ours_and_signs_nobody_in(string stored)
    {
        var passkey = await ceremonies.KeepPasskeyAsync();
        await using var db = ceremonies.Database.CreateContext();
        await db.Passkeys.Where(p => p.Id == passkey.Id).ExecuteUpdateAsync(
            p => p.SetProperty(x => x.PublicKey, Convert.FromHexString(stored)), TestContext.Current.CancellationToken);

        var signedIn = await ceremonies.SignInAsync();

        Assert.Equal(CeremonyFailure.PasskeyRefused, signedIn.Failure);
        Assert.Equal("stored-public-key-corrupt", Assert.Single(ceremonies.Log.Reasons));
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

        Assert.False(left.Value.IsBackedUp);
        Assert.True(back.Value.IsBackedUp);
    }

    [Fact]
    [Threat("AD-06")]
    public async Task A_passkey_that_may_be_backed_up_always_may()
    {
        ceremonies.Authenticator.BackupEligible = true;
        await ceremonies.KeepPasskeyAsync();

        var signedIn = await ceremonies.SignInAsync(a => a.Flags &= ~AuthenticatorBits.BE);

        Assert.Equal(CeremonyFailure.PasskeyRefused, signedIn.Failure);
        Assert.Equal("backup-eligibility-changed", Assert.Single(ceremonies.Log.Reasons));
    }

    [Fact]
    public async Task A_counter_that_stays_at_zero_is_accepted()
    {
        await ceremonies.KeepPasskeyAsync();

        var first = await ceremonies.SignInAsync();
        var second = await ceremonies.SignInAsync();

        Assert.Equal(0u, first.Value.SignCount);
        Assert.Equal(0u, second.Value.SignCount);
    }

    [Fact]
    [Threat("AT-09")]
    public void Claimed_lengths_are_not_allocated()
    {
        byte[][] claims =
        [
            [0x5a, 0x7f, 0xff, 0xff, 0xff], [0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x7a, 0x7f, 0xff, 0xff, 0xff],
            [0xba, 0x7f, 0xff, 0xff, 0xff], [0x9a, 0x7f, 0xff, 0xff, 0xff], [0x9b, 0x40, 0, 0, 0, 0, 0, 0, 0],
        ];
        Assert.All(claims, claim => Assert.Throws<RefusedException>(() => AttestationObject.Parse(claim))); // warm

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var claim in claims)
        {
            Assert.Throws<RefusedException>(() => AttestationObject.Parse(claim));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
    }

    [Fact]
    [Threat("AT-08")]
    public void The_costliest_object_takes_no_time_that_matters()
    {
        byte[] manyKeys = [0xb9, 0x14, 0x00, .. Enumerable.Range(0, 0x1400).SelectMany<int, byte>(i => [0x19, (byte)(i >> 8), (byte)i]), .. new byte[16]];
        byte[] manyArrays = [0x99, 0x3f, 0x00, .. Enumerable.Repeat((byte)0x80, 0x3f00)];
        byte[] manyTags = [.. Enumerable.Repeat((byte)0xc1, 16_383), 0x00];

        foreach (var costly in new[] { manyKeys, manyArrays, manyTags })
        {
            Assert.Throws<RefusedException>(() => AttestationObject.Parse(costly)); // warm

            var quickest = Enumerable.Range(0, 3).Min(_ =>
            {
                var watch = Stopwatch.StartNew();
                Assert.Throws<RefusedException>(() => AttestationObject.Parse(costly));

                return watch.ElapsedMilliseconds;
            });

            Assert.InRange(quickest, 0, 1_000); // on a busy machine; alone it takes one or two
        }
    }

    [Fact]
    public async Task The_log_says_why_and_keeps_the_credential_to_itself()
    {
        await ceremonies.KeepPasskeyAsync();
        var id = ceremonies.Authenticator.Credentials[0].Id;

        await ceremonies.SignInAsync(a => a.ClientData["origin"] = "https://evil.example");

        var line = Assert.Single(ceremonies.Log.Lines);
        var reference = Assert.Single(References.In(line));
        Assert.Equal($"A passkey sign-in was refused: origin (credential {Convert.ToHexStringLower(SHA256.HashData(id))[..16]}). Reference {reference}.", line);
    }

    public void Dispose() => ceremonies.Dispose();

    private Task<CeremonyResult<VerifiedAttestation>> VerifyAttestationAsync(string credential, string engineState) =>
        ceremonies.RelyingParty.VerifyAttestationAsync(ceremonies.Ada, credential, engineState, TestContext.Current.CancellationToken);

    private Task<CeremonyResult<VerifiedAssertion>> VerifyAssertionAsync(AppDbContext db, string credential, string engineState) =>
        ceremonies.RelyingParty.VerifyAssertionAsync(db, credential, engineState, TestContext.Current.CancellationToken);
}
