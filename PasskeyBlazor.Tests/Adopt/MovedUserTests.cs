using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Adopt;

/// <summary>The whole path from a real app with ASP.NET Core Identity to this app.</summary>
public sealed class MovedUserTests(MovedUserTests.LeftApp made) : IClassFixture<MovedUserTests.LeftApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_of_Identity_moves_with_provider_and_passkey_and_signs_in()
    {
        await using var connection = new SqliteConnection($"Data Source={made.DatabaseFile};Pooling=False");
        await connection.OpenAsync(Cancel);
        await ExecuteAsync("INSERT INTO AspNetUserLogins (LoginProvider, ProviderKey, ProviderDisplayName, UserId) SELECT 'GitHub', '583231', 'GitHub', Id FROM AspNetUsers");
        await ExecuteAsync("""
            INSERT INTO AspNetUsers (Id, UserName, EmailConfirmed, PhoneNumberConfirmed, TwoFactorEnabled, LockoutEnabled, AccessFailedCount, LockoutEnd)
            VALUES ('password', 'P', 1, 0, 0, 1, 0, NULL), ('locked', 'L', 1, 0, 0, 1, 0, '9999-12-31 23:59:59.9999999+00:00'), ('xy', 'X', 0, 0, 0, 1, 0, '2020-01-01 00:00:00+00:00')
            """);
        await ExecuteAsync("INSERT INTO AspNetUserLogins (LoginProvider, ProviderKey, UserId) VALUES ('GitHub', '1', 'locked'), ('GitHub', '2', 'xy'), ('Microsoft', '3', 'xy')");
        var json = await ExecuteAsync(ExportTests.Sql("sqlite"));

        await using var app = ExportTests.App("localhost");
        var dry = await ExportTests.ImportAsync(app, json, isDryRun: true);
        Assert.Empty(dry.Mistakes);
        await using var db = app.OpenDatabase();
        Assert.Equal(0, await db.Users.CountAsync(Cancel));
        var report = await ExportTests.ImportAsync(app, json);
        Assert.Equal((2, 2, 1, 0), (report.Users, report.Identities, report.Passkeys, report.WithoutIdentity.Count));

        var credential = made.AdasAuthenticator.Credentials[0];
        var passkey = await db.Passkeys.Include(p => p.User).ThenInclude(u => u.ExternalIdentities).SingleAsync(Cancel);
        Assert.Equal(credential.Id, passkey.CredentialId);
        Assert.Equal(credential.Key.PublicKey, passkey.PublicKey);
        Assert.Equal((IdentityApp.Ada, true, made.AdasAuthenticator.Aaguid), (passkey.User.Email, passkey.User.IsEmailVerified, passkey.Aaguid));
        Assert.Equal(["hybrid", "internal"], passkey.Transports);
        Assert.InRange(passkey.CreatedAt, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow);
        var identity = Assert.Single(passkey.User.ExternalIdentities);
        Assert.Equal(("GitHub", "https://github.com", "583231"), (identity.Provider, identity.Issuer, identity.Subject));

        made.AdasAuthenticator.Origin = app.Address.GetLeftPart(UriPartial.Authority);
        using var browser = app.Browser(followRedirects: false);
        using var answer = await browser.SignInWithPasskeyAsync(made.AdasAuthenticator);
        Assert.Equal(passkey.UserId, (await browser.WhoAsync())?.UserId);

        async Task<string> ExecuteAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;

            return $"{await command.ExecuteScalarAsync(Cancel)}";
        }
    }

    /// <summary>An app that Ada leaves. It has Identity's own passkeys.</summary>
    public sealed class LeftApp : IdentityApp
    {
        protected override bool FollowsGuide => false;
    }
}
