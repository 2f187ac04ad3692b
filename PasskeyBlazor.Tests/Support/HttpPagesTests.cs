using System.Net;

namespace PasskeyBlazor.Tests.Support;

/// <summary>The steps that other tests begin with: through the development provider, over HTTP.</summary>
public sealed class HttpPagesTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_the_provider_names_is_signed_in(bool followRedirects)
    {
        using var browser = app.Browser(followRedirects);

        var signedIn = await browser.SignInAsync("grace");

        Assert.Equal("Grace Hopper", signedIn.Name);
        Assert.Equal("Development", signedIn.Method);
    }

    [Fact]
    public async Task It_ends_where_the_person_wanted_to_go()
    {
        using var browser = app.Browser();

        using var end = await browser.ContinueWithProviderAsync(returnUrl: "/protected");

        Assert.Equal(HttpStatusCode.OK, end.StatusCode);
        Assert.Equal("/protected", end.RequestMessage!.RequestUri!.AbsolutePath);
    }
}
