using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests;

/// <summary>The published app has no warning, no development sign-in, and small pages.</summary>
public sealed partial class PublishTests(PublishedApp published) : IClassFixture<PublishedApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_release_contains_no_development_provider_and_is_built_without_a_warning()
    {
        var files = published.Folder.GetFiles("*", SearchOption.AllDirectories);

        Assert.DoesNotContain("warning", published.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(files, f => f.Name == "PasskeyBlazor.dll");
        Assert.Contains(files, f => f.Name == "authenticators.json");
        Assert.DoesNotContain(files, f => IsOfDevelopment(f.Name));
        Assert.All(files.Where(f => f.Name.StartsWith("PasskeyBlazor.", StringComparison.Ordinal)), f => Assert.DoesNotContain(PublishedApp.Project(), File.ReadAllText(f.FullName, Encoding.Latin1), StringComparison.Ordinal));
        Assert.False(IsOfDevelopment(await File.ReadAllTextAsync(files.Single(f => f.Name == "PasskeyBlazor.deps.json").FullName, Cancel)));
    }

    [Fact]
    public async Task The_sign_in_page_takes_twenty_kilobytes_the_first_time_and_five_and_a_half_later()
    {
        var (process, address) = await published.StartAsync();
        using var running = process;
        try
        {
            using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address };
            browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            browser.DefaultRequestHeaders.Host = "example.org";
            using var page = await browser.GetAsync("/sign-in", Cancel);
            var assets = Asset().Matches(await page.Content.ReadAsStringAsync(Cancel)).Select(asset => asset.Groups["address"].Value).ToList();
            Assert.Equal(["theme.", "components.", "app.", "favicon.", "PasskeySignIn."], assets.Select(a => AssetName().Match(a).Value));

            browser.DefaultRequestHeaders.Add("Accept-Encoding", "br");
            var together = await BytesAsync(browser, "/sign-in");
            foreach (var asset in assets)
            {
                together += await BytesAsync(browser, asset);
            }

            browser.DefaultRequestHeaders.Add("Cookie", page.SetCookies().Select(cookie => $"{cookie.Name}={cookie.Value}"));
            var later = await BytesAsync(browser, "/sign-in");

            Assert.InRange(together, 10_000, 20_000);
            Assert.InRange(later, 3_000, 5_500);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    [Threat("LG-04")]
    public async Task A_closed_log_output_does_not_stop_the_app()
    {
        var (process, address) = await published.StartAsync();
        using var running = process;
        try
        {
            await process.StandardOutput.BaseStream.DisposeAsync();
            await process.StandardError.BaseStream.DisposeAsync();
            using var browser = new HttpClient { BaseAddress = address };
            browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            browser.DefaultRequestHeaders.Host = "example.org";

            for (var i = 0; i < 20; i++) // each request writes a line to the log
            {
                using var foreign = new HttpRequestMessage(HttpMethod.Post, "/session/end") { Headers = { { "Origin", "https://evil.example" } } };
                using var refused = await browser.SendAsync(foreign, Cancel);
                Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            }

            using var page = await browser.GetAsync("/sign-in", Cancel);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Theory]
    [InlineData("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")]
    [InlineData("DOTNET_ForwardedHeaders_Enabled", "True")]
    [InlineData("forwardedheaders_enabled", "TRUE")]
    [Threat("PX-03")]
    public async Task No_environment_variable_lets_a_client_choose_its_scheme_and_address(string name, string value)
    {
        var (process, address) = await published.StartAsync((name, value), ("Proxies__0", "192.0.2.1"));
        using var running = process;
        try
        {
            using var browser = new HttpClient { BaseAddress = address };
            browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            browser.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.6");
            browser.DefaultRequestHeaders.Host = "example.org";

            using var forged = await browser.GetAsync("/sign-in", Cancel);

            Assert.Equal(HttpStatusCode.UpgradeRequired, forged.StatusCode);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>The size of the whole HTTP/1.1 response, compressed where the server compresses it.</summary>
    private static async Task<int> BytesAsync(HttpClient browser, string address)
    {
        using var answer = await browser.GetAsync(address, Cancel);
        answer.EnsureSuccessStatusCode();
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        var headers = answer.Headers.Concat(answer.Content.Headers).Sum(h => h.Value.Sum(value => h.Key.Length + value.Length + ": \r\n".Length));

        return "HTTP/1.1 200 OK\r\n\r\n".Length + headers + (await answer.Content.ReadAsByteArrayAsync(Cancel)).Length;
    }

    private static bool IsOfDevelopment(string text) =>
        text.Contains("OpenIddict", StringComparison.OrdinalIgnoreCase) || text.Contains("DevelopmentIdentity", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""<(?:link|script)[^>]* (?:href|src)="(?<address>[^"#]+)""")]
    private static partial Regex Asset();

    [GeneratedRegex(@"[^/]+?\.")]
    private static partial Regex AssetName();
}
