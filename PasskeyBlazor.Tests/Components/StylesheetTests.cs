using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>Which stylesheets a page is drawn with. What is missing here looks broken there, and nothing fails.</summary>
public sealed partial class StylesheetTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("/", "theme components app passkeys account")]
    [InlineData("/account", "theme components app passkeys account")]
    [InlineData("/error", "theme components app passkeys account")] // adds a script to the head itself
    [InlineData("/no-such-page", "theme components app passkeys account")]
    [InlineData("/access-denied", "theme components app passkeys account")]
    [InlineData("/session/passkey", "theme components app passkeys account")] // a status, said by a page
    [InlineData("/confirm?failure=Cancelled", "theme components app")]
    public async Task A_page_has_those_of_its_layout_in_its_head_and_in_order(string address, string expected)
    {
        using var browser = app.Browser();
        await browser.SignInAsync();

        using var answer = await browser.GetAsync(address, TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var head = html[..html.IndexOf("</head>", StringComparison.Ordinal)];
        Assert.Equal(expected, string.Join(' ', Stylesheet().Matches(head).Select(link => link.Groups["name"].Value)));
    }

    [GeneratedRegex("""<link rel="stylesheet" href="(?<name>\w+)\.""")]
    private static partial Regex Stylesheet();
}
