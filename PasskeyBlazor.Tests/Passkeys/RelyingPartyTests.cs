using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Passkeys;

public sealed class RelyingPartyTests : IDisposable
{
    private readonly Ceremonies ceremonies = new();

    [Theory]
    [InlineData(SoftwareKey.ES256)]
    [InlineData(SoftwareKey.RS256)]
    [InlineData(SoftwareKey.ES384)]
    [InlineData(SoftwareKey.ES512)]
    [InlineData(SoftwareKey.PS256)]
    public async Task A_passkey_of_every_offered_algorithm_is_registered_and_signs_in(int algorithm)
    {
        ceremonies.Authenticator.Algorithm = algorithm;

        var passkey = await ceremonies.KeepPasskeyAsync();
        var signedIn = await ceremonies.SignInAsync();

        Assert.Equal(passkey.Id, signedIn.Value.Passkey.Id);
        Assert.Equal("Ada", signedIn.Value.Passkey.User.DisplayName);
        Assert.True(signedIn.Value.IsUserVerified);
    }

    [Fact]
    public async Task A_registration_says_what_the_authenticator_said()
    {
        ceremonies.Authenticator.BackupEligible = true;
        ceremonies.Authenticator.BackedUp = true;
        ceremonies.Authenticator.Counter = 41;

        var registered = (await ceremonies.RegisterAsync()).Value;

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

    [Fact]
    [Threat("CR-10")]
    public async Task Creation_options_ask_for_a_passkey_that_can_sign_in_alone()
    {
        var passkey = await ceremonies.KeepPasskeyAsync();

        var options = JsonNode.Parse((await ceremonies.RelyingParty.MakeCreationOptionsAsync(ceremonies.Ada, [passkey])).Json)!;

        Assert.Equal("""{"name":"Example","id":"example.org"}""", options["rp"]!.ToJsonString());
        Assert.Equal("ada@example.org", (string?)options["user"]!["name"]);
        Assert.Equal("Ada", (string?)options["user"]!["displayName"]);
        Assert.Equal([-7, -257, -35, -36, -37], options["pubKeyCredParams"]!.AsArray().Select(p => (int)p!["alg"]!));
        Assert.Equal("required", (string?)options["authenticatorSelection"]!["residentKey"]);
        Assert.Equal("required", (string?)options["authenticatorSelection"]!["userVerification"]);
        Assert.Equal("none", (string?)options["attestation"]);
        Assert.True((bool)options["extensions"]!["credProps"]!);
        Assert.Equal(300_000, (int)options["timeout"]!);
        Assert.Equal(["hybrid", "internal"], options["excludeCredentials"]![0]!["transports"]!.AsArray().Select(t => (string)t!));
    }

    [Fact]
    public async Task Request_options_name_nobody()
    {
        var started = await ceremonies.RelyingParty.MakeRequestOptionsAsync();

        var options = JsonNode.Parse(started.Json)!;

        Assert.Equal("example.org", (string?)options["rpId"]);
        Assert.Equal("required", (string?)options["userVerification"]);
        Assert.Empty(options["allowCredentials"]!.AsArray());
        Assert.Equal(32, started.Challenge.Length);
    }

    [Fact]
    [Threat("CR-11")]
    public async Task An_authenticator_that_holds_a_passkey_of_the_user_already_makes_no_second()
    {
        var passkey = await ceremonies.KeepPasskeyAsync();

        var started = await ceremonies.RelyingParty.MakeCreationOptionsAsync(ceremonies.Ada, [passkey]);

        Assert.Throws<InvalidOperationException>(() => ceremonies.Authenticator.Create(started.Json));
    }

    [Fact]
    public async Task Where_user_verification_is_not_required_it_is_preferred_and_reported()
    {
        using var lenient = new Ceremonies(o => o.RequireUserVerification = false);
        lenient.Authenticator.UserVerified = false;

        var passkey = await lenient.KeepPasskeyAsync();
        var signedIn = await lenient.SignInAsync();
        var options = JsonNode.Parse((await lenient.RelyingParty.MakeRequestOptionsAsync()).Json)!;

        Assert.False(passkey.IsUserVerified);
        Assert.False(signedIn.Value.IsUserVerified);
        Assert.Equal("preferred", (string?)options["userVerification"]);
    }

    [Fact]
    [Threat("CH-11")]
    public async Task Every_challenge_is_32_bytes_that_never_came_before()
    {
        var challenges = new HashSet<string>();
        for (var i = 0; i < 20_000; i++)
        {
            var options = await ceremonies.RelyingParty.MakeRequestOptionsAsync();

            Assert.Equal(32, options.Challenge.Length);
            Assert.True(challenges.Add(Convert.ToHexString(options.Challenge)));
        }

        // Of 640,000 random bytes each value is one in 256, give or take very little.
        var counts = string.Concat(challenges).Chunk(2).CountBy(hex => new string(hex)).Select(count => count.Value).ToList();
        Assert.Equal(256, counts.Count);
        Assert.All(counts, count => Assert.InRange(count, 2_200, 2_800));
    }

    [Fact]
    public async Task A_sign_in_asks_the_database_once_and_changes_nothing()
    {
        ceremonies.Authenticator.Counter = 1;
        var passkey = await ceremonies.KeepPasskeyAsync();
        var started = await ceremonies.RelyingParty.MakeRequestOptionsAsync();
        var queries = new List<string>();
        await using var db = new AppDbContext(new DbContextOptionsBuilder<AppDbContext>(ceremonies.Database.Options)
            .LogTo(queries.Add, [RelationalEventId.CommandExecuted]).Options);

        var signedIn = await ceremonies.RelyingParty.VerifyAssertionAsync(
            db, ceremonies.Authenticator.Get(started.Json), started.EngineState, TestContext.Current.CancellationToken);

        Assert.Single(queries);
        Assert.Equal(passkey.SignCount + 1, signedIn.Value.SignCount);
        Assert.Equal(EntityState.Unchanged, db.Entry(signedIn.Value.Passkey).State);
    }

    [Fact]
    public async Task A_database_that_is_away_is_not_taken_for_a_bad_passkey()
    {
        await ceremonies.KeepPasskeyAsync();
        var started = await ceremonies.RelyingParty.MakeRequestOptionsAsync();
        var credential = ceremonies.Authenticator.Get(started.Json);
        await using var db = new AppDbContext(new DbContextOptionsBuilder<AppDbContext>().UseSqlite("Data Source=/nowhere/at/all.db").Options);

        await Assert.ThrowsAsync<SqliteException>(() => ceremonies.RelyingParty.VerifyAssertionAsync(
            db, credential, started.EngineState, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_test_database_is_in_wal_mode_like_the_real_one()
    {
        await using var db = ceremonies.Database.CreateContext();

        var mode = await db.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["wal"], mode);
    }

    public void Dispose() => ceremonies.Dispose();
}
