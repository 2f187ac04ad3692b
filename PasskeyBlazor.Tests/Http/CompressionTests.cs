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

    private static async Task<ICollection<string>> EncodingAsync(HttpClient browser, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept-Encoding", "gzip, br" } } };
        using var answer = await browser.SendAsync(request, Cancel);

        return answer.Content.Headers.ContentEncoding;
    }
}
