using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.WebAuthn;

public sealed class RelyingPartyTests : IDisposable
{
    private readonly Ceremonies ceremonies = new();

    [Theory]
    [InlineData(SoftwareKey.ES256)]
    [InlineData(SoftwareKey.EdDSA)]
    [InlineData(SoftwareKey.RS256)]
    [InlineData(SoftwareKey.ES384)]
    [InlineData(SoftwareKey.ES512)]
    [InlineData(SoftwareKey.PS256)]
    public async Task A_passkey_of_every_offered_algorithm_is_registered_and_signs_in(int algorithm)
    {
        ceremonies.Authenticator.Algorithm = algorithm;

        await ceremonies.KeepPasskeyAsync();
        var signedIn = await ceremonies.SignInAsync();

        Assert.True(signedIn.Value?.IsUserVerified, signedIn.Refusal?.Reason);
    }

    [Fact]
    public async Task A_registration_reports_the_authenticator_s_data()
    {
        ceremonies.Authenticator.BackupEligible = true;
        ceremonies.Authenticator.BackedUp = true;
        ceremonies.Authenticator.Counter = 41;

        var registered = await ceremonies.KeepPasskeyAsync();

        Assert.Equal(ceremonies.Authenticator.Credentials[0].Id, registered.CredentialId);
        Assert.Equal(ceremonies.Authenticator.Credentials[0].Key.PublicKey, registered.PublicKey);
        Assert.Equal(42u, registered.SignCount);
        Assert.Equal(ceremonies.Authenticator.Aaguid, registered.Aaguid);
        Assert.Equal(["hybrid", "internal"], registered.Transports);
        Assert.Equal("none", registered.AttestationFormat);
        Assert.True(registered.IsUserVerified);
        Assert.True(registered.IsBackupEligible);
        Assert.True(registered.IsBackedUp);
        Assert.True(registered.IsDiscoverable);
    }

    [Theory]
    [InlineData("packed")]
    [InlineData("tpm")]
    [InlineData("android-key")]
    [InlineData("android-safetynet")]
    [InlineData("fido-u2f")]
    [InlineData("apple")]
    public async Task A_statement_of_every_registered_format_may_come_and_only_its_name_is_kept(string format)
    {
        var registered = await ceremonies.RegisterAsync(r => r.Format = format);

        Assert.Equal(format, registered.Value?.AttestationFormat);
    }

    [Fact]
    public async Task Transports_are_kept_once_each_as_far_as_they_look_like_some()
    {
        var longest = new string('x', 32);
        ceremonies.Authenticator.Transports = ["usb", "usb", "", "USB", "a b", longest, longest + "x", "smart-card", "later2"];

        var registered = await ceremonies.KeepPasskeyAsync();

        Assert.Equal(["usb", longest, "smart-card", "later2"], registered.Transports);
    }

    [Fact]
    public async Task Of_many_transports_ten_are_kept()
    {
        ceremonies.Authenticator.Transports = [.. Enumerable.Range(0, 12).Select(i => $"t{i}")];

        var registered = await ceremonies.KeepPasskeyAsync();

        Assert.Equal(ceremonies.Authenticator.Transports[..10], registered.Transports);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"true\"", null)]
    [InlineData("null", null)]
    public async Task Discoverability_is_what_the_browser_says_in_a_word_or_unknown(string rk, bool? expected)
    {
        var registered = await ceremonies.KeepPasskeyAsync(r => r.BendJson = j => j["clientExtensionResults"]!["credProps"]!["rk"] = JsonNode.Parse(rk));

        Assert.Equal(expected, registered.IsDiscoverable);
    }

    [Fact]
    public async Task A_refusal_has_a_name_of_its_own_where_an_exception_would_refuse_as_well()
    {
        await ceremonies.KeepPasskeyAsync();

        var registered = await ceremonies.RegisterAsync(r => r.BendJson = j => j["clientExtensionResults"] = 1);
        var signedIn = await ceremonies.SignInAsync(a => a.CredentialId = [7]);

        Assert.Equal("clientExtensionResults-malformed", registered.Refusal?.Reason);
        Assert.Equal("credential-unknown", signedIn.Refusal?.Reason);
    }

    [Fact]
    [Threat("CR-10")]
    public async Task Creation_options_ask_for_a_passkey_that_can_sign_in_alone()
    {
        var passkey = await ceremonies.KeepPasskeyAsync();

        var options = JsonNode.Parse(ceremonies.RelyingParty.MakeCreationOptions(ceremonies.Ada, [Descriptor(passkey)]).Json)!;

        Assert.Equal("""{"id":"example.org","name":"Example"}""", options["rp"]!.ToJsonString());
        Assert.Equal("UVdSaElFeHZkbVZzWVdObElIZHliM1JsSUhSb1pTQm1hWEp6ZENCdmJtVQ", (string?)options["user"]!["id"]);
        Assert.Equal("ada@example.org", (string?)options["user"]!["name"]);
        Assert.Equal("Ada", (string?)options["user"]!["displayName"]);
        Assert.Equal([-7, -8, -257, -35, -36, -37], options["pubKeyCredParams"]!.AsArray().Select(p => (int)p!["alg"]!));
        Assert.Equal("required", (string?)options["authenticatorSelection"]!["residentKey"]);
        Assert.Equal("required", (string?)options["authenticatorSelection"]!["userVerification"]);
        Assert.Equal("none", (string?)options["attestation"]);
        Assert.True((bool)options["extensions"]!["credProps"]!);
        Assert.Equal(300_000, (int)options["timeout"]!);
        Assert.Equal(["hybrid", "internal"], options["excludeCredentials"]![0]!["transports"]!.AsArray().Select(t => (string)t!));
    }

    [Fact]
    public void Request_options_name_no_account()
    {
        var started = ceremonies.RelyingParty.MakeRequestOptions();

        var options = JsonNode.Parse(started.Json)!;

        Assert.Equal("example.org", (string?)options["rpId"]);
        Assert.Equal("required", (string?)options["userVerification"]);
        Assert.Empty(options["allowCredentials"]!.AsArray());
        Assert.Equal(32, started.Challenge.Length);
    }

    [Fact]
    public void Transports_that_browsers_know_are_given_back_to_them()
    {
        string[] known = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

        var options = JsonNode.Parse(ceremonies.RelyingParty.MakeRequestOptions(new CredentialDescriptor([7], [.. known, "later"])).Json)!;

        Assert.Equal(known, options["allowCredentials"]![0]!["transports"]!.AsArray().Select(t => (string)t!));
    }

    [Fact]
    [Threat("CR-11")]
    public async Task An_authenticator_that_already_holds_a_passkey_of_the_user_creates_no_second_one()
    {
        var passkey = await ceremonies.KeepPasskeyAsync();

        var started = ceremonies.RelyingParty.MakeCreationOptions(ceremonies.Ada, [Descriptor(passkey)]);

        Assert.Throws<InvalidOperationException>(() => ceremonies.Authenticator.Create(started.Json));
    }

    [Fact]
    public async Task User_verification_that_is_not_required_is_preferred_and_reported()
    {
        using var lenient = new Ceremonies(o => o.RequireUserVerification = false);
        lenient.Authenticator.UserVerified = false;

        var passkey = await lenient.KeepPasskeyAsync();
        var signedIn = await lenient.SignInAsync();
        var options = JsonNode.Parse(lenient.RelyingParty.MakeRequestOptions().Json)!;

        Assert.False(passkey.IsUserVerified);
        Assert.False(signedIn.Value?.IsUserVerified);
        Assert.Equal("preferred", (string?)options["userVerification"]);
    }

    [Fact]
    [Threat("CH-11")]
    public void Every_challenge_is_32_new_bytes()
    {
        var challenges = new HashSet<string>();
        for (var i = 0; i < 20_000; i++)
        {
            var options = ceremonies.RelyingParty.MakeRequestOptions();

            Assert.Equal(32, options.Challenge.Length);
            Assert.True(challenges.Add(Convert.ToHexString(options.Challenge)));
        }

        // In 640,000 random bytes each value occurs about once in 256.
        var counts = string.Concat(challenges).Chunk(2).CountBy(hex => new string(hex)).Select(count => count.Value).ToList();
        Assert.Equal(256, counts.Count);
        Assert.All(counts, count => Assert.InRange(count, 2_200, 2_800));
    }

    public void Dispose() => ceremonies.Dispose();

    private static CredentialDescriptor Descriptor(VerifiedAttestation passkey) => new(passkey.CredentialId, passkey.Transports);
}
