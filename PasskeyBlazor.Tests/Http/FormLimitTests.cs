using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>Forms whose length is known only when they end: HTTP/1.1 in chunks.</summary>
public sealed class FormLimitTests(TestApp app) : IClassFixture<TestApp>
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";

    private const string Multipart = "multipart/form-data; boundary=b";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/session/passkey", UrlEncoded)]
    [InlineData("/session/passkey", "application/x-www-form-urlencoded; charset=utf-8")]
    [InlineData("/session/provider", Multipart)]
    [InlineData("/session/end", UrlEncoded)]
    [InlineData("/session/account/delete", Multipart)]
    [Threat("HE-05")]
    public async Task One_that_is_too_large_is_refused_for_its_size(string address, string type)
    {
        using var browser = app.Browser(followRedirects: false);
        var signedIn = await browser.SignInAsync();

        using var answer = await SendAsync(browser, address, type, Body(type, new string('x', 200_000)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("That was too large", await answer.Content.ReadAsStringAsync(Cancel));
        await answer.IsAFriendlyPageAsync();
        Assert.Equal(signedIn.SessionId, (await browser.WhoAsync())!.SessionId);
    }

    [Theory]
    [InlineData(UrlEncoded)]
    [InlineData(Multipart)]
    public async Task One_that_is_small_is_accepted(string type)
    {
        using var browser = app.Browser(followRedirects: false);
        await browser.SignInAsync();
        var token = HttpPages.HiddenFields(await browser.ReadFormPageAsync("/sign-in"))["__RequestVerificationToken"];

        using var answer = await SendAsync(browser, "/session/end", type, Body(type, token));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Null(await browser.WhoAsync());
    }

    [Theory]
    [InlineData(Multipart, "no boundary")]
    [InlineData("multipart/form-data", "--b--")]
    [InlineData(UrlEncoded, "a=%00&=&&%")]
    [InlineData(UrlEncoded, "")]
    [Threat("HE-05", "WB-12")]
    public async Task One_that_is_malformed_is_a_bad_request(string type, string body)
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await SendAsync(browser, "/session/end", type, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
    }

    [Theory]
    [InlineData("/session/end", UrlEncoded + "; charset=utf-7", "a=b")]
    [InlineData("/session/end", UrlEncoded + "; charset=\"utf-16\"", "a=b")]
    [InlineData("/session/end", UrlEncoded + "; charset=none", "a=b")]
    [InlineData("/policy", UrlEncoded + "; charset=utf-7", "a=b")]
    [InlineData("/session/end", Multipart, "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nb\r\n--b--\r\n")]
    [InlineData("/policy", Multipart, "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nb\r\n--b--\r\n")]
    [Threat("WB-12")]
    public async Task One_in_another_encoding_is_refused_and_no_fault(string address, string type, string body)
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await SendAsync(browser, address, type, body);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
    }

    [Fact]
    [Threat("HE-05")]
    public async Task One_with_too_many_fields_is_a_bad_request()
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await SendAsync(browser, "/session/end", UrlEncoded, string.Concat(Enumerable.Repeat("a=&", 2_000)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static string Body(string type, string value) => type == Multipart
        ? $"--b\r\nContent-Disposition: form-data; name=\"__RequestVerificationToken\"\r\n\r\n{value}\r\n--b--\r\n"
        : $"__RequestVerificationToken={Uri.EscapeDataString(value)}";

    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string address, string type, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } },
            Headers = { TransferEncodingChunked = true },
        };

        return await browser.SendAsync(request, Cancel);
    }
}
