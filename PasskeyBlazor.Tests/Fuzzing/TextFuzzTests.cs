using System.Security.Claims;
using System.Text.Json;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.SignIn;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Fuzzing;

/// <summary>Random changes to sealed states, return addresses and a provider's claims.</summary>
public sealed class TextFuzzTests
{
    private static readonly string[] AddressParts =
    [
        "/", "//", "\\", "/\\", "~/", ".", "..", "./", "%2f", "%5c", "%09", "%00", "\t", "\r", "\n", "\0", " ", "@", ":", "?", "#", "&", "=", ";",
        "http:", "https:", "javascript:", "data:", "evil.example", "app.example", "[::1]", "127.0.0.1", "passkeys", "session/end", "sign-in",
        "\u2028", "\u3002", "\uff0f", "\u2215", "\ufeff", "\ud800", "é", "a",
    ];

    private static readonly string[] NameParts =
    [
        "Ada", " ", "\u202e", "\u200d", "\u200b", "\0", "\r\n", "\u2028", "<script>", "&amp;", "é", "e\u0301", "👩", "\u200d", "🚀", "\ud800", "\udc00", "\ue000",
        "ada@example.org", "@", "..", ",", "https://p.example/1", "http://10.0.0.1", "javascript:alert(1)", "data:text/html,x", "//x", "[", "%00", "\u0600",
    ];

    private static readonly string[] Claims = ["sub", "name", "email", "picture", "email_verified"];

    [Fact]
    [Threat("CH-04", "HO-04")]
    public async Task A_sealed_state_with_anything_changed_is_not_opened_as_another_one()
    {
        await using var accounts = new Accounts();
        var good = (accounts.Authentication.Begin(Accounts.Browser)).State;
        Assert.True(accounts.Seal.TryOpen(good, out PendingAuthentication? sealedIn));

        await Fuzz.RunAsync(
            chance => Mutations.Of(good, chance),
            changed => Task.FromResult(accounts.Seal.TryOpen(changed, out PendingAuthentication? opened)
                && !opened.Challenge.SequenceEqual(sealedIn.Challenge) ? "It was opened." : null));
    }

    [Fact]
    [Threat("OA-07")]
    public async Task A_return_address_leads_nowhere_but_into_the_app()
    {
        var app = new Uri("https://app.example/");

        await Fuzz.RunAsync(
            chance => string.Concat(Enumerable.Range(0, chance.Next(1, 8)).Select(_ => AddressParts[chance.Next(AddressParts.Length)])),
            address =>
            {
                // As browsers read it: white space goes, and a backslash is a slash.
                var local = ReturnUrl.Local(address);
                var read = string.Concat(local.Where(c => c is not ('\t' or '\r' or '\n'))).Replace('\\', '/');
                var isInside = Uri.TryCreate(app, read, out var end) && end.Scheme == app.Scheme && end.Authority == app.Authority;

                return Task.FromResult(local.StartsWith('/') && isInside && !local.Any(char.IsControl) ? null : $"It leads to {end}.");
            });
    }

    [Fact]
    [Threat("OA-16", "OA-10")]
    public async Task A_provider_s_claims_become_a_short_line_an_address_and_an_https_picture_or_nothing()
    {
        await Fuzz.RunAsync(
            chance => JsonSerializer.Serialize(Claims.ToDictionary(
                claim => claim,
                _ => string.Concat(Enumerable.Range(0, chance.Next(chance.Next(20) == 0 ? 2_000 : 5)).Select(_ => NameParts[chance.Next(NameParts.Length)])))),
            claims =>
            {
                using var said = JsonDocument.Parse(claims);
                var token = new ClaimsPrincipal(new ClaimsIdentity(said.RootElement.EnumerateObject().Select(c => new Claim(c.Name, c.Value.GetString()!))));
                var profile = ExternalProfile.FromIdToken("Fake", "https://provider.example", token).CompletedBy(said.RootElement);
                var kept = ExternalProfile.From(profile.ToPrincipal());

                var isLine = kept.Name is null || (kept.Name.Length is > 0 and <= 100 && SingleLine.Clean(kept.Name, 100) == kept.Name && !kept.Name.Any(char.IsControl));
                var isAddress = kept.Email is null || (kept.Email.Length <= 254 && kept.Email.Contains('@') && !kept.Email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)));
                var isPicture = kept.PictureUrl is null || (kept.PictureUrl.StartsWith("https://", StringComparison.Ordinal) && kept.PictureUrl.Length <= 2_000);
                var isSubject = kept.Subject == (said.RootElement.GetProperty("sub").GetString() ?? "");

                return Task.FromResult(isLine && isAddress && isPicture && isSubject && !kept.IsEmailVerified ? null : $"It was kept as {kept}.");
            });
    }
}
