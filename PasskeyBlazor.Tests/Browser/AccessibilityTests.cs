using Deque.AxeCore.Commons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Every page, for everybody: no finding of axe in light and in dark, and nothing to scroll sideways in a window of 320 pixels.</summary>
public sealed class AccessibilityTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    [Theory]
    [InlineData("/", null, "Sign in with a provider once.")]
    [InlineData("/", "grace", "Welcome, Grace Hopper")]
    [InlineData("/sign-in", null, "Sign in to PasskeyBlazor")]
    [InlineData("/sign-in?failure=PasskeyRefused", null, "Sign in to PasskeyBlazor")]
    [InlineData("/sign-in?failure=ProviderFailed", null, "Sign in to PasskeyBlazor")]
    [InlineData("/sign-in", "grace", "Confirm it’s you")]
    [InlineData("/passkeys", "grace", "Passkeys")]
    [InlineData("/passkeys", "ada", "Passkeys")]
    [InlineData("/me", "grace", "Me")]
    [InlineData("/protected", "grace", "A protected page")]
    [InlineData("/policy", null, "What this site keeps")]
    [InlineData("/no-such-page", null, "There is no page here")]
    [InlineData("/access-denied", "grace", "You can’t open this page")]
    [InlineData("/error", null, "Something went wrong on our side")]
    public async Task A_page_is_for_everybody(string path, string? account, string heading)
    {
        var somebody = await SomebodyAsync();
        somebody.Allow("the server responded with a status of (403|404|500)", "these pages have such statuses");
        if (account is not null)
        {
            var signedIn = await somebody.SignInQuicklyAsync(account);
            if (account == "ada")
            {
                await HasPasskeyAsync(signedIn.UserId);
            }
        }

        await somebody.OpenAsync(path);
        await Expect(somebody.Heading).ToContainTextAsync(heading);
        await Expect(somebody.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);

        await somebody.Page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await somebody.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var found = await somebody.Page.EvaluateAsync<string[]>("""
                async () => (await axe.run({ resultTypes: ['violations'] })).violations
                    .flatMap(rule => rule.nodes.map(node => `${rule.id}, ${rule.help}: ${node.html}`))
                """);
            Assert.True(found.Length == 0, $"In {scheme}: {string.Join(Environment.NewLine, found)}");
        }

        await somebody.Page.SetViewportSizeAsync(320, 640);
        var width = await somebody.Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth");
        Assert.True(width <= 320, $"{path} is {width} pixels wide.");
    }

    private async Task HasPasskeyAsync(Guid userId)
    {
        await using var db = App.OpenDatabase();
        if (!await db.Passkeys.AnyAsync(p => p.UserId == userId, TestContext.Current.CancellationToken))
        {
            db.Passkeys.Add(new Passkey
            {
                UserId = userId,
                CredentialId = [1, 2, 3],
                PublicKey = [1, 2, 3],
                Name = new string('w', 100), // the longest, and nowhere to break it
                AttestationFormat = "none",
                Browser = "Samsung Internet",
                System = "Android",
                CreatedAt = DateTimeOffset.UtcNow.AddMonths(-2),
                LastUsedAt = DateTimeOffset.UtcNow,
            });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
    }
}
