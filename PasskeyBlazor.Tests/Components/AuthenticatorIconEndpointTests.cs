using System.Net;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The icons of an operator on the pages and at their addresses.</summary>
public sealed class AuthenticatorIconEndpointTests : IAsyncDisposable
{
    private static readonly Guid Both = new("11111111-2222-3333-4444-000000000001");
    private static readonly Guid DarkOnly = new("11111111-2222-3333-4444-000000000002");
    private static readonly Guid Elsewhere = new("11111111-2222-3333-4444-000000000003");
    private static readonly Guid None = new("11111111-2222-3333-4444-000000000004");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("passkeyblazor-");
    private readonly TestApp app;

    public AuthenticatorIconEndpointTests()
    {
        var catalog = Path.Combine(folder.FullName, "own.json");
        File.WriteAllText(Path.Combine(folder.FullName, "light.svg"), WithScript("light"));
        File.WriteAllText(Path.Combine(folder.FullName, "dark.svg"), WithScript("dark"));
        File.WriteAllText(catalog, $$"""
            {
              "{{Both}}": { "name": "Company key", "kind": "security-key", "icon_light": "light.svg", "icon_dark": "dark.svg" },
              "{{DarkOnly}}": { "name": "Company phone", "kind": "phone", "icon_dark": "dark.svg" },
              "{{Elsewhere}}": { "name": "Company vault", "kind": "password-manager", "icon_light": "https://icons.example/a.png" },
              "{{None}}": { "name": "Company computer", "kind": "platform" }
            }
            """);
        app = new() { Settings = { ["Passkeys:AuthenticatorCatalog"] = catalog } };
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("NP-03")]
    public async Task Each_passkey_and_each_model_has_its_icons_for_light_and_dark_or_one_of_ours()
    {
        using var browser = app.Browser();
        var ada = await app.SignInAsAdministratorAsync(browser);
        await using (var db = app.OpenDatabase())
        {
            db.Passkeys.AddRange(((Guid[])[Both, DarkOnly, Elsewhere, None]).Select(model => NewRows.Passkey(ada.UserId, DateTimeOffset.UtcNow, null, model)));
            await db.SaveChangesAsync(Cancel);
        }

        foreach (var address in (string[])["/passkeys", "/admin/models", $"/admin/users/{ada.UserId}"])
        {
            var tiles = (await browser.GetStringAsync(address, Cancel)).Split("<li class=\"row").Skip(1).ToList();
            string Of(string name) => tiles.Single(row => row.Contains($">{name}<", StringComparison.Ordinal));
            var (light, dark) = (Address(Of("Company key"), "img src"), Address(Of("Company key"), "source srcset"));

            Assert.NotEqual(light, dark);
            Assert.Contains("media=\"(prefers-color-scheme: dark)\"", Of("Company key"));
            Assert.Equal((dark, dark), (Address(Of("Company phone"), "img src"), Address(Of("Company phone"), "source srcset")));
            Assert.Equal("https://icons.example/a.png", Address(Of("Company vault"), "img src"));
            Assert.Contains("referrerpolicy=\"no-referrer\"", Of("Company vault"));
            Assert.DoesNotContain("<img", Of("Company computer"));
            Assert.Contains("icon-computer", Of("Company computer"));

            Assert.Contains(">light<", await browser.GetStringAsync(light, Cancel));
            Assert.Contains(">dark<", await browser.GetStringAsync(dark, Cancel));
        }
    }

    [Fact]
    [Threat("NP-03")]
    public async Task An_icon_opened_by_itself_runs_nothing_loads_nothing_and_may_be_kept()
    {
        using var browser = app.Browser(followRedirects: false);
        using var signedIn = app.Browser();
        await app.SignInAsAdministratorAsync(signedIn);
        await using (var db = app.OpenDatabase())
        {
            db.Passkeys.Add(NewRows.Passkey((await signedIn.WhoAsync())!.UserId, DateTimeOffset.UtcNow, null, Both));
            await db.SaveChangesAsync(Cancel);
        }

        var address = Address(await signedIn.GetStringAsync("/passkeys", Cancel), "img src");
        using var answer = await browser.GetAsync(address, Cancel);
        using var head = await browser.SendAsync(new(HttpMethod.Head, address), Cancel);
        using var unknown = await browser.GetAsync(address[..^1] + "x", Cancel);
        using var upwards = await browser.GetAsync("/authenticator-icons/..%2f..%2fown.json", Cancel);

        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType!.ToString());
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("sandbox", policy);
        Assert.DoesNotContain("script-src", policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(TimeSpan.FromDays(365), answer.Headers.CacheControl!.MaxAge);
        Assert.Empty(answer.SetCookies());
        Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, upwards.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static string WithScript(string text) =>
        $"""<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = 'script'</script><text>{text}</text></svg>""";

    private static string Address(string html, string start)
    {
        var begin = html.IndexOf($"<{start}=\"", StringComparison.Ordinal) + start.Length + 3;

        return html[begin..html.IndexOf('"', begin)];
    }
}
