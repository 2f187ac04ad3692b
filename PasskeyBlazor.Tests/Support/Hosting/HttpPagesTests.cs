using System.Net;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>The first steps of other tests: sign-in with the development provider over HTTP.</summary>
public sealed class HttpPagesTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_person_that_the_provider_names_is_signed_in(bool followRedirects)
    {
        using var browser = app.Browser(followRedirects);

        var signedIn = await browser.SignInAsync("grace");

        Assert.Equal("Grace Hopper", signedIn.Name);
        Assert.Equal("Development", signedIn.Method);
    }

    [Fact]
    public async Task The_sign_in_ends_at_the_requested_page()
    {
        using var browser = app.Browser();

        using var end = await browser.ContinueWithProviderAsync(returnUrl: "/protected");

        Assert.Equal(HttpStatusCode.OK, end.StatusCode);
        Assert.Equal("/protected", end.RequestMessage!.RequestUri!.AbsolutePath);
    }
}
