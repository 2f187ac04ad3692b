using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PasskeyBlazor.Data;
using PasskeyBlazor.Import;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.SqlServer;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>The section of <c>docs/adopt.md</c> about moving users: its SQL and its example.</summary>
public sealed partial class ExportTests
{
    private const string Tables = """
        CREATE TABLE "AspNetUsers" ("Id" text PRIMARY KEY, "UserName" varchar(256), "Email" varchar(256), "EmailConfirmed" boolean NOT NULL, "LockoutEnd" timestamptz);
        CREATE TABLE "AspNetUserLogins" ("LoginProvider" text, "ProviderKey" text, "ProviderDisplayName" text, "UserId" text NOT NULL, PRIMARY KEY ("LoginProvider", "ProviderKey"));
        CREATE TABLE "AspNetUserPasskeys" ("CredentialId" bytea PRIMARY KEY, "UserId" text NOT NULL, "Data" jsonb NOT NULL);
        """;

    private const string Rows = """
        INSERT INTO "AspNetUsers" VALUES ('ada-ü', 'Ada', 'ada@example.org', true, NULL), ('bea', 'Bea', 'bea@example.org', false, NULL), ('password', 'P', NULL, false, NULL),
            ('locked', 'L', NULL, false, now() + interval '1 year'), ('before', 'B', NULL, false, now() - interval '1 year');
        INSERT INTO "AspNetUserLogins" VALUES ('GitHub', '583231', 'GitHub', 'ada-ü'), ('Microsoft', 'abc', NULL, 'ada-ü'), ('GitHub', '1', NULL, 'locked'), ('Unmapped', '2', NULL, 'before');
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Users_of_PostgreSQL_are_exported()
    {
        using var authenticator = new SoftwareAuthenticator();
        using var database = new PostgresDatabase(PostgresServer.OfRun);
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=False");
        await connection.OpenAsync(Cancel);
        await using (var make = new NpgsqlCommand(Tables + Rows, connection))
        {
            await make.ExecuteNonQueryAsync(Cancel);
        }

        var creation = authenticator.Create("""{ "challenge": "AAAA", "rp": { "id": "localhost" }, "user": { "id": "YmVh" }, "pubKeyCredParams": [ { "alg": -7 } ] }""");
        var credential = authenticator.Credentials[0];
        await using (var add = new NpgsqlCommand("INSERT INTO \"AspNetUserPasskeys\" VALUES ($1, 'bea', $2::jsonb)", connection))
        {
            add.Parameters.Add(new() { Value = credential.Id });
            add.Parameters.Add(new()
            {
                Value = new JsonObject
                {
                    ["PublicKey"] = Convert.ToBase64String(credential.Key.PublicKey),
                    ["Name"] = null,
                    ["CreatedAt"] = "2026-01-31T12:00:00.1234567+00:00",
                    ["SignCount"] = 4294967295,
                    ["Transports"] = new JsonArray("internal"),
                    ["IsUserVerified"] = true,
                    ["IsBackupEligible"] = true,
                    ["IsBackedUp"] = false,
                    ["AttestationObject"] = Convert.ToBase64String(System.Buffers.Text.Base64Url.DecodeFromChars((string)JsonNode.Parse(creation)!["response"]!["attestationObject"]!)),
                    ["ClientDataJson"] = "AA==",
                }.ToJsonString(),
            });
            await add.ExecuteNonQueryAsync(Cancel);
        }

        await using var export = new NpgsqlCommand(Sql("postgresql"), connection);
        var json = (string)(await export.ExecuteScalarAsync(Cancel))!;

        var users = JsonNode.Parse(json)!["users"]!.AsArray().ToDictionary(user => (string)user!["name"]!, user => user!);
        Assert.Equal(["Ada", "B", "Bea"], users.Keys.Order());
        await using var app = App("localhost");
        var refused = await ImportAsync(app, json);
        Assert.Equal(["provider \"Unmapped\" is not configured.", "issuer is missing."], refused.Mistakes.Select(line => line[(line.IndexOf("identity 1: ", StringComparison.Ordinal) + 12)..].Replace("the ", "", StringComparison.Ordinal)).OrderDescending());
        var report = await ImportAsync(app, json.Replace("\"Unmapped\"", "\"GitHub\"", StringComparison.Ordinal).Replace("\"issuer\" : null", "\"issuer\" : \"https://github.com\"", StringComparison.Ordinal));
        Assert.Empty(report.Mistakes);
        Assert.Equal((3, 2, 1), (report.Users, report.Identities, report.Passkeys));

        await using var db = app.OpenDatabase();
        var passkey = await db.Passkeys.Include(p => p.User).SingleAsync(Cancel);
        Assert.Equal(("bea", "Bea", false), (passkey.User.Handle, passkey.User.DisplayName, passkey.User.IsEmailVerified));
        Assert.Equal((uint.MaxValue, true, false, true), (passkey.SignCount, passkey.IsBackupEligible, passkey.IsBackedUp, passkey.IsUserVerified));
        Assert.Equal(credential.Key.PublicKey, passkey.PublicKey);
        Assert.Equal(authenticator.Aaguid, passkey.Aaguid);
        var ada = await db.ExternalIdentities.Include(i => i.User).SingleAsync(i => i.Subject == "583231", Cancel);
        Assert.Equal("ada-ü", Encoding.UTF8.GetString(UserHandle.BytesOf(ada.User.Handle)));
        Assert.True(ada.User.IsEmailVerified);
    }

    [Fact]
    public void The_SQL_for_SQL_Server_follows_its_grammar() => Assert.Empty(Grammar.MistakesIn(Sql("sqlserver")));

    [Fact]
    public async Task The_example_of_the_guide_is_imported()
    {
        await using var app = App("example.org");
        app.Settings["Passkeys:Origins:0"] = "https://example.org";

        var report = await ImportAsync(app, Example().Match(await File.ReadAllTextAsync(SourceCode.PathOf("docs", "adopt.md"), Cancel)).Groups["json"].Value);

        Assert.Empty(report.Mistakes);
        Assert.Equal((1, 1, 1), (report.Users, report.Identities, report.Passkeys));
    }

    internal static TestApp App(string relyingPartyId) => new()
    {
        Settings = new()
        {
            ["Passkeys:ServerDomain"] = relyingPartyId,
            ["Authentication:GitHub:ClientId"] = "id",
            ["Authentication:GitHub:ClientSecret"] = "secret",
        },
    };

    internal static Task<ImportReport> ImportAsync(TestApp app, string json, bool isDryRun = false) =>
        app.Services.GetRequiredService<UserImport>().RunAsync(Encoding.UTF8.GetBytes(json), isDryRun, Cancel);

    /// <summary>One of the files, filled in for an app at localhost.</summary>
    internal static string Sql(string database)
    {
        var sql = File.ReadAllText(SourceCode.PathOf("docs", "adopt", $"export-identity.{database}.sql"));
        Assert.Single(Regex.Matches(sql, "'example.org'"));

        return sql.Replace("'example.org'", "'localhost'", StringComparison.Ordinal);
    }

    [GeneratedRegex("## Moving users and passkeys.*?```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
