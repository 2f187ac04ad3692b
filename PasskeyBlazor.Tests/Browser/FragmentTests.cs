using Microsoft.AspNetCore.Http;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Provider;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Facebook ends its answers with <c>#_=_</c>. A browser carries it along each redirect to an address without a fragment.</summary>
public sealed class FragmentTests(BrowserFixture browser, LookAlikeApp shared) : BrowserTest(browser, shared.App), IClassFixture<LookAlikeApp>
{
    [Fact]
    [Threat("FR-08")]
    public async Task It_is_gone_after_signing_in_and_after_confirming()
    {
        shared.Providers.Name($"{Random.Shared.NextInt64(1, long.MaxValue)}");

        var ada = await OpenFacebookAsync();
        await ada.IsSignedInAsync("Ada");
        Assert.Equal(App.Address.AbsoluteUri, ada.Page.Url.TrimEnd('#'));

        await App.AgeSessionsAsync();
        await ada.OpenAsync("/confirm?returnUrl=/passkeys");
        await ada.PressAsync("Continue with Facebook");
        await ada.Page.WaitForURLAsync("**/passkeys*");

        Assert.Equal(App.Address.AbsoluteUri + "passkeys", ada.Page.Url.TrimEnd('#'));
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("refused")]
    [InlineData("failed")]
    [Threat("FR-08")]
    public async Task It_is_gone_after_a_failure(string end)
    {
        shared.Providers.Name($"{Random.Shared.NextInt64(1, long.MaxValue)}");
        (shared.Providers.Denial, shared.Providers.ProfileFault) = end switch
        {
            "cancelled" => (new Dictionary<string, string?> { ["error"] = "access_denied" }, null),
            "refused" => (new Dictionary<string, string?> { ["error"] = "server_error" }, null),
            _ => ((Dictionary<string, string?>?)null, Results.StatusCode(500)),
        };

        var ada = await OpenFacebookAsync();
        await Expect(ada.Page.GetByText(end == "cancelled" ? Text.Failure_ProviderCancelled : Text.Failure_ProviderFailed)).ToBeVisibleAsync();

        Assert.StartsWith(App.Address.AbsoluteUri + "sign-in?", ada.Page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("_=_", ada.Page.Url);
    }

    private async Task<Person> OpenFacebookAsync()
    {
        var ada = await OpenBrowserAsync();
        ada.Allow("A request to another host", "the provider is elsewhere, as in life");
        ada.Allow("Failed to load resource", "and so are the pictures that it names, which no server serves here");
        await ada.OpenAsync("/sign-in");
        await ada.PressAsync("Continue with Facebook");

        return ada;
    }
}
