using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>What the sign-in page says to people who never heard of passkeys.</summary>
public sealed class SignInHelpTests(BrowserFixture browser, TestApp app) : BrowserTest(browser, app), IClassFixture<TestApp>
{
    private const string QrCode = "If a QR code appears, scan it with the phone that has your passkey.";

    /// <summary>Notes what the slot shows at the moment when the browser is asked for its sheet.</summary>
    private const string NotesWhatIsSaid =
        """
        {
            const { get } = CredentialsContainer.prototype;
            CredentialsContainer.prototype.get = function (options) {
                if (options.mediation !== 'conditional') {
                    const shown = [...document.querySelectorAll('.slot span')].filter(span => getComputedStyle(span).visibility === 'visible' && span.offsetParent);
                    document.documentElement.dataset.said = (document.documentElement.dataset.said ?? '') + '|' + shown.map(span => span.innerText).join(' ');
                }
                return get.call(this, options);
            };
        }
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_page_says_what_a_passkey_is_who_has_one_and_what_to_do_in_trouble(bool hasScript)
    {
        var ada = await OpenBrowserAsync(options: new BrowserNewContextOptions { JavaScriptEnabled = hasScript });
        await ada.OpenAsync("/sign-in");

        await Expect(ada.Page.Locator(".lead")).ToHaveTextAsync("A passkey signs you in with your fingerprint, face or PIN. You have one if you created it here. First time here? Use a “Continue with” button.");
        var meaning = ada.Page.GetByText("A passkey is a key that your phone, computer or password manager keeps for one site.");
        await Expect(meaning).ToBeHiddenAsync();
        await ada.Page.Locator("summary", new() { HasText = "What is a passkey?" }).FocusAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(meaning).ToBeVisibleAsync();

        await ada.Page.Locator("summary", new() { HasText = "Trouble signing in?" }).ClickAsync();
        await Expect(ada.Page.Locator(".help dt")).ToHaveTextAsync(["No passkey on this device?", "Lost your device?", "Wrong or empty account?", "Blocked?"]);
        await Expect(ada.Page.Locator(".help dd").Last).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Before_each_sheet_the_page_says_what_a_QR_code_is_for()
    {
        var ada = await OpenBrowserAsync();
        await Sheets.FailAsync(ada, "NotAllowedError after a while");
        await ada.PrepareAsync(NotesWhatIsSaid);
        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page.Locator("[data-message]")).ToContainTextAsync(QrCode); // before any press

        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await ada.Page.GetByLabel("E-mail").PressAsync("Enter");
        await ada.IsToldAsync("The e-mail field only finds passkeys.");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("You weren’t signed in.");
        await ada.PressAsync("Sign in with a passkey");
        await ada.IsToldAsync("Still not working?");
        await ada.PressAsync("Sign in with a passkey");
        await Expect(ada.Page.Locator("form[data-busy]")).ToHaveCountAsync(0);

        var said = (await ada.Page.Locator("html").GetAttributeAsync("data-said"))!.Split('|')[1..];
        Assert.InRange(said.Length, 5, 6); // the first press may also ask for what the browser has itself
        Assert.All(said, words => Assert.Equal($"Follow your browser’s instructions… {QrCode}", words));
    }

    [Fact]
    public async Task A_reauthentication_says_it_too()
    {
        var grace = await OpenBrowserAsync();
        await grace.SignInQuicklyAsync("grace");
        await grace.OpenAsync("/passkeys");
        await grace.CreatePasskeyAsync();
        await App.AgeSessionsAsync();
        await grace.PrepareAsync(NotesWhatIsSaid);

        await grace.OpenAsync("/confirm?reason=Add&returnUrl=/account");
        await grace.Page.EvaluateAsync("document.querySelector('form[data-passkey]').addEventListener('submit', event => document.documentElement.dataset.said && event.preventDefault())");
        await grace.PressAsync("Confirm with a passkey");

        await grace.HasNotedAsync("said", $"|Follow your browser’s instructions… {QrCode}");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task The_room_for_messages_fits_each_of_them(int width)
    {
        var ada = await OpenBrowserAsync(options: new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = 900 } });
        await ada.OpenAsync("/sign-in");
        await Expect(ada.Page.Locator("form[data-ready]")).ToBeVisibleAsync();

        var tops = await ada.Page.EvaluateAsync<double[]>(
            """
            async () => {
                const form = document.querySelector('form[data-passkey]');
                const top = () => document.querySelector('#email').getBoundingClientRect().top;
                const tops = [top()];
                for (const name of ['NotAllowedError', 'NoPasskeyHere', 'NoPasskeyForAddress', 'SecurityError', 'ConstraintError', 'PressNeeded', 'NotSupportedError',
                    'NotSupportedHere', 'OperationError', 'TooLarge', 'ChallengeExpired', 'UnknownError']) {
                    document.querySelector('[data-message]').innerHTML = await (await fetch(`sign-in/failure?failure=${name}`)).text();
                    tops.push(top());
                }
                for (const { content } of document.querySelectorAll('template')) {
                    document.querySelector('[data-message]').replaceChildren(content.cloneNode(true));
                    tops.push(top());
                }
                form.toggleAttribute('data-busy');
                tops.push(top());
                form.toggleAttribute('data-busy');
                document.querySelector('.other-method').hidden = false;
                form.toggleAttribute('data-again');
                return [...tops, top()];
            }
            """);

        Assert.Equal(17, tops.Length);
        Assert.Single(tops.Distinct());
    }

    [Theory]
    [InlineData("/sign-in", null)]
    [InlineData("/sign-in?failure=AccountDisabled", null)]
    [InlineData("/confirm?failure=Cancelled&reason=Add", "grace")]
    [InlineData("/account", "grace")]
    [InlineData("/policy", null)]
    public async Task The_name_of_the_product_leads_to_the_home_page(string page, string? account)
    {
        var visitor = await OpenBrowserAsync();
        if (account is not null)
        {
            await visitor.SignInQuicklyAsync(account);
        }

        await visitor.OpenAsync(page);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "PasskeyBlazor", Exact = true }).ClickAsync();

        await Expect(visitor.Page).ToHaveURLAsync(new Regex("^[^?]+[0-9]/$"));
    }
}
