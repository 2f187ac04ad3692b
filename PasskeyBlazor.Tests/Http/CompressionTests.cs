using System.Text.Json.Nodes;
using PasskeyBlazor.Http;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>Which pages are compressed.</summary>
public sealed class CompressionTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("WB-16")]
    public async Task The_sign_in_page_is_compressed_for_a_stranger_and_not_for_a_signed_in_user()
    {
        using var browser = app.Browser();

        var stranger = await EncodingAsync(browser, "/sign-in");
        await browser.SignInAsync();
        var known = await EncodingAsync(browser, "/sign-in");

        Assert.Equal(["br"], stranger);
        Assert.Empty(known);
    }

    [Theory]
    [Threat("AB-07")]
    [InlineData("/access-denied")]
    [InlineData("/no-such-page")]
    [InlineData("/sign-in/failure?failure=SecurityError")]
    public async Task Another_page_is_not_compressed_because_it_may_show_what_belongs_to_one_person(string address)
    {
        using var stranger = app.Browser();

        Assert.Empty(await EncodingAsync(stranger, address));
    }

    [Fact]
    [Threat("AB-07")]
    public void Only_pages_that_show_nothing_of_one_person_say_that_they_may_be_compressed()
    {
        var compressed = app.Endpoints().Where(e => e.Metadata.GetMetadata<CompressedAttribute>() is not null).Select(e => e.Pattern());

        Assert.Equal(["/", "/policy", "/sign-in"], compressed.Order());
    }

    /// <summary>What an attacker could learn from lengths is worth nothing in the next load.</summary>
    [Fact]
    [Threat("AB-07")]
    public async Task What_is_secret_on_the_sign_in_page_is_new_each_time()
    {
        using var browser = app.Browser();
        var first = await SecretsAsync(browser);
        var second = await SecretsAsync(browser);

        Assert.Equal(3, first.Length);
        Assert.All(first.Zip(second), pair => Assert.DoesNotContain(Windows(pair.First, 40), pair.Second.Contains)); // the first 32 characters name the key
    }

    private static async Task<string[]> SecretsAsync(HttpClient browser)
    {
        var started = await browser.BeginSignInAsync();

        return [HttpPages.HiddenFields(await browser.GetStringAsync("/sign-in", Cancel))["__RequestVerificationToken"], started.State, (string)JsonNode.Parse(started.OptionsJson)!["challenge"]!];
    }

    private static IEnumerable<string> Windows(string text, int length) =>
        Enumerable.Range(0, Math.Max(1, text.Length - length + 1)).Select(start => text.Substring(start, Math.Min(length, text.Length)));

    private static async Task<ICollection<string>> EncodingAsync(HttpClient browser, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept-Encoding", "gzip, br" } } };
        using var answer = await browser.SendAsync(request, Cancel);

        return answer.Content.Headers.ContentEncoding;
    }
}
