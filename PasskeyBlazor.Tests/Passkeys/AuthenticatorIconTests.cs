using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>The icons in an operator's catalog: what is accepted, and what stops the start.</summary>
public sealed class AuthenticatorIconTests : IDisposable
{
    public const string Svg = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>""";

    private static readonly Guid Model = new("11111111-2222-3333-4444-555555555555");
    private static readonly byte[] Png = [0x89, .. "PNG\r\n\u001a\n and more"u8];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("passkeyblazor-");

    [Theory]
    [InlineData("icons/a.svg", "image/svg+xml")]
    [InlineData("icons/../icons/a.svg", "image/svg+xml")]
    [InlineData("a.png", "image/png")]
    [InlineData("a.webp", "image/webp")]
    [InlineData("picture.jpg", "image/png")] // the content counts
    [InlineData("data:image/png;base64,iVBORw0KGgo=", "image/png")]
    [InlineData("DATA:image/svg+xml;charset=utf-8;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=", "image/svg+xml")]
    [Threat("NP-03")]
    public void A_file_beside_the_catalog_and_a_data_address_are_served_at_an_address_of_their_own(string icon, string type)
    {
        WriteIcons();
        var catalog = Catalog(icon, dark: null);

        var address = catalog.Find(Model)!.IconLight!;

        Assert.Matches("^/authenticator-icons/[0-9a-f]{32}$", address);
        Assert.Equal(type, catalog.Icons[address].Type);
        Assert.Null(catalog.Find(Model)!.IconDark);
    }

    [Fact]
    [Threat("NP-03")]
    public void An_https_address_is_left_to_the_browser_and_the_same_content_has_one_address()
    {
        WriteIcons();

        var elsewhere = Catalog("https://icons.example/a b.svg?x=1", "icons/a.svg");
        var twice = Catalog("a.png", "picture.jpg");

        Assert.Equal("https://icons.example/a%20b.svg?x=1", elsewhere.Find(Model)!.IconLight);
        Assert.Single(elsewhere.Icons);
        Assert.Single(twice.Icons);
        Assert.Equal(twice.Find(Model)!.IconLight, twice.Find(Model)!.IconDark);
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("missing.svg", "cannot be read")]
    [InlineData("icons", "cannot be read")]
    [InlineData("a\0.svg", "cannot be read")]
    [InlineData("../outside.svg", "leads out")]
    [InlineData("icons/../../outside.svg", "leads out")]
    [InlineData("http://icons.example/a.svg", "https address")]
    [InlineData("https://user:secret@icons.example/a.svg", "https address")]
    [InlineData("javascript:alert(1)", "https address")]
    [InlineData("file:///etc/passwd", "https address")]
    [InlineData("/etc/passwd", "https address")]
    [InlineData("ftp://icons.example/a.svg", "https address")]
    [InlineData("data:image/png,abc", "base64")]
    [InlineData("data:image/png;base64,***", "base64")]
    [InlineData("data:text/html;base64,PGgxPkhlbGxvPC9oMT4=", "no SVG")]
    [InlineData("text.png", "no SVG")]
    [InlineData("page.svg", "no SVG")]
    [InlineData("cut.svg", "no SVG")]
    [InlineData("empty.svg", "no SVG")]
    [InlineData("large.png", "64 KB")]
    [Threat("NP-03")]
    public void A_wrong_icon_is_one_sentence_with_the_key_the_file_and_the_entry(string icon, string expected)
    {
        WriteIcons();

        foreach (var (light, dark, name) in ((string?, string?, string)[])[(icon, null, "icon_light"), ("a.png", icon, "icon_dark")])
        {
            var wrong = Assert.Throws<InvalidOperationException>(() => Catalog(light, dark));

            Assert.StartsWith($"Passkeys:AuthenticatorCatalog, own.json, entry {Model}, {name}: ", wrong.Message, StringComparison.Ordinal);
            Assert.Contains(expected, wrong.Message);
            Assert.DoesNotContain('\n', wrong.Message);
        }
    }

    [Theory]
    [InlineData("""<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>""")]
    [InlineData("""<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>""")]
    [Threat("NP-03")]
    public void An_entity_in_an_svg_is_never_resolved(string svg)
    {
        var icon = $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}";

        Assert.Contains("no SVG", Assert.Throws<InvalidOperationException>(() => Catalog(icon, null)).Message);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void WriteIcons()
    {
        Directory.CreateDirectory(PathOf("icons"));
        File.WriteAllText(PathOf("icons/a.svg"), Svg);
        File.WriteAllBytes(PathOf("a.png"), Png);
        File.WriteAllBytes(PathOf("picture.jpg"), Png);
        File.WriteAllBytes(PathOf("a.webp"), [.. "RIFF1234WEBPVP8 "u8]);
        File.WriteAllText(PathOf("text.png"), "no picture");
        File.WriteAllText(PathOf("page.svg"), "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>");
        File.WriteAllText(PathOf("cut.svg"), Svg[..^3]);
        File.WriteAllText(PathOf("empty.svg"), "");
        File.WriteAllBytes(PathOf("large.png"), [.. Png, .. new byte[64 * 1024]]);
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private AuthenticatorCatalog Catalog(string? light, string? dark)
    {
        File.WriteAllText(PathOf("authenticators.json"), "{}");
        File.WriteAllText(PathOf("own.json"), JsonSerializer.Serialize(new Dictionary<Guid, object>
        {
            [Model] = new { name = "Company key", kind = "security-key", icon_light = light, icon_dark = dark },
        }));

        var catalog = new AuthenticatorCatalog(
            new HostingEnvironment { ContentRootPath = folder.FullName },
            Options.Create(new PasskeyOptions { AuthenticatorCatalog = "own.json" }),
            NullLogger<AuthenticatorCatalog>.Instance);
        _ = catalog.Icons; // reads the files

        return catalog;
    }
}
