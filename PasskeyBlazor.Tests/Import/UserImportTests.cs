using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Import;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Import;

/// <summary>The import of users of another app.</summary>
public class UserImportTests : IAsyncDisposable
{
    private static readonly byte[] Ada = Encoding.UTF8.GetBytes("0f8fad5b-d9cb-469f-a165-70867728950e");

    private readonly SoftwareAuthenticator authenticator = new() { Counter = 7 };
    private readonly TestApp app = new()
    {
        Settings = new()
        {
            ["Authentication:Oidc:Fake:Authority"] = "https://fake.example",
            ["Authentication:Oidc:Fake:ClientId"] = "id",
            ["Authentication:Oidc:Fake:ClientSecret"] = "secret",
            ["Authentication:GitHub:ClientId"] = "id",
            ["Authentication:GitHub:ClientSecret"] = "secret",
            ["Authentication:Microsoft:ClientId"] = "id",
            ["Authentication:Microsoft:ClientSecret"] = "secret",
        },
    };

    /// <summary>A change of the file of <see cref="Good"/>, and the line that it causes.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "relyingPartyId=\"example.org\"", "The file: relyingPartyId is not Passkeys:ServerDomain, which is localhost. Passkeys work at one relying party only." },
        { "relyingPartyId=", "The file: relyingPartyId is missing." },
        { "version=1", "The file: the member \"version\" is unknown." },
        { "users={}", "The file: users must be a list with at most 50000 entries." },
        { "users.0=7", "User 1: this is no object." },
        { "users.0.userHandle=", "User 1: userHandle is missing." },
        { "users.0.userHandle=\"YQ==\"", "User 1: userHandle must be 1 to 64 bytes in base64url, without =." },
        { $"users.0.userHandle=\"{new string('A', 87)}\"", "User 1: userHandle must be 1 to 64 bytes in base64url, without =." },
        { "users.0.userName=\"Ada\"", "User 1 ($): the member \"userName\" is unknown." },
        { "users.0.name=7", "User 1 ($): name must be text." },
        { "users.0.email=\"Ada <ada@example.org>\"", "User 1 ($): email must be an address." },
        { "users.0.emailVerified=1", "User 1 ($): emailVerified must be true or false." },
        { "users.0.createdAt=\"2199-01-01T00:00:00Z\"", "User 1 ($): createdAt must be a time in the past, as 2026-01-31T12:00:00Z." },
        { "users.0.identities=7", "User 1 ($): identities must be a list with at most 100 entries." },
        { "users.0.identities.0.provider=\"Other\"", "User 1 ($), identity 1: the provider \"Other\" is not configured." },
        { "users.0.identities.0.provider=\"\"", "User 1 ($), identity 1: provider is empty." },
        { "users.0.identities.0.issuer=\"https://other.example\"", "User 1 ($), identity 1: Fake does not have this issuer." },
        { "users.0.identities.0.provider=\"GitHub\"", "User 1 ($), identity 1: GitHub does not have this issuer." },
        { "users.0.identities.0.provider=\"Microsoft\"", "User 1 ($), identity 1: Microsoft does not have this issuer." },
        { "users.0.identities.0.subject=\" 1\"", "User 1 ($), identity 1: issuer or subject is too long, or has a control character or a space at an end." },
        { "users.0.identities.0.subject=", "User 1 ($), identity 1: subject is missing." },
        { "users.0.passkeys.0.credentialId=\"a+b/\"", "User 1 ($), passkey 1: credentialId must be 1 to 1023 bytes in base64url, without =." },
        { "users.0.passkeys.0.publicKey=\"AAAA\"", "User 1 ($), passkey 1: publicKey is refused (public-key-malformed)." },
        { "users.0.passkeys.0.signCount=-1", "User 1 ($), passkey 1: signCount must be a whole number from 0 to 4294967295." },
        { "users.0.passkeys.0.signCount=", "User 1 ($), passkey 1: signCount is missing." },
        { "users.0.passkeys.0.transports=\"usb\"", "User 1 ($), passkey 1: transports must be a list." },
        { "users.0.passkeys.0.backedUp=true", "User 1 ($), passkey 1: backedUp needs backupEligible." },
        { "users.0.passkeys.0.userVerified=", "User 1 ($), passkey 1: userVerified is missing." },
        { "users.0.passkeys.0.aaguid=\"phone\"", "User 1 ($), passkey 1: aaguid must be a GUID." },
        { "users.1.passkeys.0.discoverable=false", "User 2 (R3JhY2U): there is no identity, and no passkey that can sign in alone." },
        { "users.1.passkeys=", "User 2 (R3JhY2U): there is no identity, and no passkey that can sign in alone." },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Imported_users_sign_in_with_their_passkeys_whatever_bytes_their_handles_have()
    {
        byte[][] handles = [Ada, [0], [.. Enumerable.Range(0, 64).Select(n => (byte)n)], [.. Enumerable.Range(192, 64).Select(n => (byte)n)], [.. " ü "u8], [.. "~!\x7F"u8]];
        var file = ExportedFile.Of([.. handles.Select(handle => ExportedFile.User(handle, ExportedFile.Passkey(authenticator, handle)))]);

        var report = await ImportAsync(file);

        Assert.Equal((6, 0, 6, 6), (report.Users, report.Identities, report.Passkeys, report.WithoutIdentity.Count));
        authenticator.Origin = app.Address.GetLeftPart(UriPartial.Authority);
        foreach (var handle in handles)
        {
            using var browser = app.Browser(followRedirects: false);
            var started = await browser.BeginSignInAsync();
            var credential = authenticator.Credentials.Single(c => c.UserHandle.SequenceEqual(handle));
            using var answer = await browser.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson, assertion =>
            {
                (assertion.CredentialId, assertion.Key, assertion.UserHandle) = (credential.Id, credential.Key, handle);
            }));
            Assert.Equal("/", answer.Headers.Location?.OriginalString);
            Assert.NotNull(await browser.WhoAsync());
        }
    }

    [Fact]
    public async Task Everything_in_the_file_is_in_the_rows()
    {
        await ImportAsync(Good());

        await using var db = app.OpenDatabase();
        var user = await db.Users.Include(u => u.Passkeys).Include(u => u.ExternalIdentities).SingleAsync(u => u.ExternalIdentities.Count > 0, Cancel);
        Assert.Equal((Encoding.UTF8.GetString(Ada), "Ada", "ada@example.org", true), (user.Handle, user.DisplayName, user.Email, user.IsEmailVerified));
        Assert.Equal(new DateTimeOffset(2025, 3, 1, 12, 0, 0, TimeSpan.Zero), user.CreatedAt);
        var identity = user.ExternalIdentities.Single();
        Assert.Equal(("Fake", "https://fake.example", "ada-1", true), (identity.Provider, identity.Issuer, identity.Subject, identity.IsProfileSource));
        var passkey = user.Passkeys.Single();
        Assert.Equal((7u, "My phone", true, true), (passkey.SignCount, passkey.Name, passkey.IsUserVerified, passkey.IsDiscoverable));
        Assert.Equal(authenticator.Credentials[0].Key.PublicKey, passkey.PublicKey);
        Assert.Equal(["internal", "hybrid"], passkey.Transports);
        Assert.Equal(authenticator.Aaguid, passkey.Aaguid);
        Assert.Equal(new DateTimeOffset(2025, 3, 2, 11, 0, 0, TimeSpan.Zero), passkey.CreatedAt);
    }

    /// <summary>The address in the file is for display. A person with that address at a provider gets an account of their own, and no question.</summary>
    [Fact]
    public async Task An_email_address_of_the_file_has_no_owner()
    {
        await ImportAsync(Good());

        await using var db = app.OpenDatabase();
        var identity = await db.ExternalIdentities.SingleAsync(Cancel);
        Assert.Equal((null, null, false), (identity.Email, identity.EmailKey, identity.IsEmailVerified));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        var file = Good();
        await ImportAsync(file);
        file["users"]![0]!["name"] = "Eve";
        file["users"]![0]!["passkeys"]!.AsArray().Add(ExportedFile.Passkey(authenticator, Ada));

        var again = await ImportAsync(file);

        Assert.Equal((0, 0, 0), (again.Users, again.Identities, again.Passkeys));
        Assert.Equal([1, 0], again.AlreadyThere.Select(user => user.Missing));
        await using var db = app.OpenDatabase();
        Assert.Equal((2, 1, 2, 0), await CountAsync(db, u => u.DisplayName == "Eve"));
    }

    [Fact]
    public async Task A_dry_run_saves_nothing_and_reports_the_same()
    {
        var file = Good();

        var dry = await ImportAsync(file, isDryRun: true);

        await using var db = app.OpenDatabase();
        Assert.Equal((0, 0, 0, 0), await CountAsync(db, _ => true));
        Assert.Equal((await ImportAsync(file)).Lines(isDryRun: true), dry.Lines(isDryRun: true));
    }

    [Fact]
    public async Task What_another_user_has_is_not_taken_over()
    {
        await ImportAsync(Good());
        var file = Good();
        var users = file["users"]!.AsArray();
        users[0]!["userHandle"] = Base64Url.EncodeToString("Another"u8);
        users[1]!["passkeys"] = new JsonArray(ExportedFile.Passkey(authenticator, "Grace"u8.ToArray()));
        users[0]!["passkeys"]![0]!["credentialId"] = Base64Url.EncodeToString(authenticator.Credentials[0].Id);

        var report = await ImportAsync(file);

        Assert.Equal(
            [
                "User 1 (QW5vdGhlcg), identity 1: the identity belongs to another user of this app.",
                "User 1 (QW5vdGhlcg), passkey 1: the credential id belongs to another user of this app.",
                "User 2 (R3JhY2U): the user handle belongs to another user of this app.",
            ],
            report.Mistakes);
        await using var db = app.OpenDatabase();
        Assert.Equal((2, 1, 2, 0), await CountAsync(db, _ => false));
    }

    [Fact]
    public async Task A_passkey_of_a_blocked_model_is_refused()
    {
        await using var db = app.OpenDatabase();
        db.BlockedModels.Add(new BlockedModel { Aaguid = authenticator.Aaguid, At = DateTimeOffset.UtcNow });
        await db.SaveChangesAsync(Cancel);

        var report = await ImportAsync(Good());

        Assert.Equal([$"User 1 ({Handle}), passkey 1: the authenticator model is blocked.", "User 2 (R3JhY2U), passkey 1: the authenticator model is blocked."], report.Mistakes);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_one_line_and_nothing_is_imported(string change, string line)
    {
        var file = Good();
        var (path, value) = (change.Split('=')[0].Split('.'), change[(change.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var parent = path[..^1].Aggregate((JsonNode)file, (node, step) => int.TryParse(step, out var index) ? node[index]! : node[step]!);
        var json = value.Length == 0 ? null : JsonNode.Parse(value);
        if (parent is JsonArray list)
        {
            list[int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture)] = json;
        }
        else
        {
            parent[path[^1]] = json;
        }

        var report = await ImportAsync(file);

        Assert.Equal(line.Replace("$", Handle, StringComparison.Ordinal), report.Mistakes[0]);
        await using var db = app.OpenDatabase();
        Assert.Equal((0, 0, 0, 0), await CountAsync(db, _ => true));
    }

    [Theory]
    [InlineData("", "The file: this is no JSON, at line 1.")]
    [InlineData("{ \"relyingPartyId\": \"localhost\",\n }", "The file: this is no JSON, at line 2.")]
    [InlineData("{ \"relyingPartyId\": \"localhost\", \"relyingPartyId\": \"localhost\" }", "The file: relyingPartyId is there twice.")]
    [InlineData("{ \"relyingPartyId\": \"\\ud800\" }", "The file: relyingPartyId must be text.")]
    [InlineData("{ \"relyingPartyId\": \"localhost\", \"\\ud800\": 1 }", "The file: the member \"?\" is unknown.")]
    public async Task A_malformed_file_is_one_line(string json, string line)
    {
        var report = await ImportAsync(json);

        Assert.Equal([line], report.Mistakes);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_one_line()
    {
        var report = await app.Services.GetRequiredService<UserImport>().RunAsync(new byte[] { 0x22, 0xFF, 0x22 }, isDryRun: false, Cancel);

        Assert.Equal(["The file: this is not UTF-8."], report.Mistakes);
    }

    [Fact]
    public async Task All_mistakes_are_reported_at_once_also_what_is_there_twice()
    {
        var file = Good();
        var users = file["users"]!.AsArray();
        users.Add(users[0]!.DeepClone());
        users.Add(7);

        var report = await ImportAsync(file);

        Assert.Equal(
            [
                "User 4: this is no object.",
                "User 4: there is no identity, and no passkey that can sign in alone.",
                $"User 3 ({Handle}): the user handle stands in the file before, at User 1 ({Handle}).",
                $"User 3 ({Handle}), identity 1: the identity stands in the file before, at User 1 ({Handle}), identity 1.",
                $"User 3 ({Handle}), passkey 1: the credential id stands in the file before, at User 1 ({Handle}), passkey 1.",
            ],
            report.Mistakes);
    }

    [Fact]
    public async Task An_imported_identity_signs_in_through_its_provider()
    {
        await using var provided = new ProviderApp();
        provided.Provider.Name("ada-1");
        var file = ExportedFile.Of(ExportedFile.User(Ada, passkey: null, "ada-1", provided.Provider.Issuer));
        var report = await provided.App.Services.GetRequiredService<UserImport>().RunAsync(Encoding.UTF8.GetBytes(file.ToJsonString()), isDryRun: false, Cancel);
        Assert.Empty(report.Mistakes);

        using var browser = provided.App.Browser(followRedirects: false);
        using var answer = await browser.SignInAtAsync("Fake");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        await using var db = provided.App.OpenDatabase();
        var user = await db.Users.SingleAsync(Cancel);
        Assert.Equal(((await browser.WhoAsync())?.UserId, provided.Provider.Email), (user.Id, user.Email));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        authenticator.Dispose();
        await app.DisposeAsync();
    }

    private static string Handle => Base64Url.EncodeToString(Ada);

    /// <summary>Ada has an identity and a passkey, and Grace has only a passkey.</summary>
    private JsonObject Good() => ExportedFile.Of(
        ExportedFile.User(Ada, ExportedFile.Passkey(authenticator, Ada), "ada-1"),
        ExportedFile.User("Grace"u8.ToArray(), ExportedFile.Passkey(authenticator, "Grace"u8.ToArray())));

    private Task<ImportReport> ImportAsync(JsonObject file, bool isDryRun = false) => ImportAsync(file.ToJsonString(), isDryRun);

    private Task<ImportReport> ImportAsync(string json, bool isDryRun = false) =>
        app.Services.GetRequiredService<UserImport>().RunAsync(Encoding.UTF8.GetBytes(json), isDryRun, Cancel);

    private static async Task<(int Users, int Identities, int Passkeys, int Matching)> CountAsync(AppDbContext db, System.Linq.Expressions.Expression<Func<User, bool>> matching) =>
        (await db.Users.CountAsync(Cancel), await db.ExternalIdentities.CountAsync(Cancel), await db.Passkeys.CountAsync(Cancel), await db.Users.CountAsync(matching, Cancel));
}
