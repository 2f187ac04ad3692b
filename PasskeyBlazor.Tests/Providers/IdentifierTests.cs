using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.SqlServer;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>Identifiers that one of the databases would take for another one. SQL Server ignores spaces at the end of a text, and zeros at the end of bytes.</summary>
public sealed class IdentifierTests
{
    private static readonly SqlServerQueries Queries = new(Assert.Fail); // shared: EF Core makes services of its own for each instance

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Threat("DB-25")]
    [InlineData("248289761001", true)]
    [InlineData("a b", true)]
    [InlineData("a ", false)]
    [InlineData(" a", false)]
    [InlineData("a\u3000", false)] // an ideographic space
    [InlineData("a\u00A0", false)] // a space that does not break
    [InlineData("a\t", false)]
    [InlineData("a\0", false)]
    [InlineData(" ", false)]
    [InlineData("", false)]
    public void An_identifier_that_a_database_may_trim_is_none(string text, bool isIdentified)
    {
        Assert.Equal(isIdentified, new ExternalProfile("Example", "https://issuer.example", text).IsIdentified);
        Assert.Equal(isIdentified, new ExternalProfile("Example", text, "subject").IsIdentified);
    }

    [Theory]
    [Threat("DB-25")]
    [InlineData("01", "01", true)]
    [InlineData("01", "0100", false)]
    [InlineData("0100", "01", false)]
    [InlineData("00", "0000", false)]
    public async Task A_credential_id_is_compared_with_its_length(string stored, string asked, bool isFound)
    {
        using var database = new TestDatabase();
        await using var db = new AppDbContext(new DbContextOptionsBuilder<AppDbContext>().UseSqlite(database.ConnectionString).AddInterceptors(database.Queue, Queries).Options);
        var user = new User { Handle = "x", CreatedAt = DateTimeOffset.UnixEpoch };
        db.AddRange(user, new Passkey
        {
            UserId = user.Id,
            CredentialId = Convert.FromHexString(stored),
            PublicKey = [1],
            AttestationFormat = "none",
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
        await db.SaveChangesAsync(Cancel);

        Assert.Equal(isFound, await db.Passkeys.AnyAsync(Passkey.HasCredentialId(Convert.FromHexString(asked)), Cancel));
        Assert.Contains("DATALENGTH([p].[CredentialId])", Queries.Last[0], StringComparison.Ordinal);
    }

    [Theory]
    [Threat("DB-26")]
    [InlineData("ada", "ada@example.org")]
    [InlineData("\u0958", null)] // two characters when it is composed
    [InlineData("\uFB2C", null)] // three
    [InlineData("\u00E9", "é")] // one already
    public void An_address_is_left_out_if_its_form_for_comparison_is_too_long_to_store(string repeated, string? expected)
    {
        var local = string.Concat(Enumerable.Repeat(repeated, 240 / repeated.Length));
        var address = expected == "ada@example.org" ? expected : $"{local}@example.org";

        var profile = ExternalProfile.From(new ExternalProfile("Example", "https://issuer.example", "1") { Email = address, IsEmailVerified = true }.ToPrincipal());

        Assert.Equal(expected is null ? null : address, profile.Email);
        Assert.Equal(expected is not null, profile.IsEmailVerified);
        Assert.InRange(EmailKey.Of(profile.Email)?.Length ?? 0, 0, 254);
    }
}
