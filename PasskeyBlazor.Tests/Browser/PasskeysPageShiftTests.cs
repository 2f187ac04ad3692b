using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>Home and the page of passkeys do not move by themselves, as the browser measures it, also in the half second after a press.</summary>
[Threat("WC-06")]
public sealed class PasskeysPageShiftTests(BrowserFixture browser) : PasskeysPageTest(browser)
{
    private const string Observer = """
        let shift = 0;
        const moved = [];
        new PerformanceObserver(list => {
            for (const entry of list.getEntries()) {
                shift += entry.value;
                moved.push(...entry.sources.map(({ node, previousRect, currentRect }) =>
                    `${(node?.outerHTML ?? node?.textContent)?.slice(0, 150)} from ${previousRect.x},${previousRect.y} to ${currentRect.x},${currentRect.y}`));
            }
            document.documentElement.dataset.shift = `${shift.toFixed(4)}: ${moved.join(' | ')}`;
        }).observe({ type: 'layout-shift', buffered: true });
        """;

    public static TheoryData<string, int, string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, string, int>();
            foreach (var width in (int[])[1280, 320])
            {
                foreach (var end in (string[])["", "NotAllowedError after a while", "InvalidStateError", "UnknownError"])
                {
                    cases.Add("/passkeys", width, end, 2);
                    cases.Add("/", width, end, 0);
                }

                cases.Add("/passkeys", width, "", 0);
                cases.Add("/passkeys", width, "NotAllowedError after a while", 0);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_circuit_and_each_state_of_the_panel_move_nothing(string page, int width, string end, int passkeys)
    {
        var ada = await OpenBrowserAsync(options: new() { ViewportSize = new() { Width = width, Height = 800 } });
        var signedIn = await ada.SignInQuicklyAsync();
        await App.KeepPasskeysAsync(signedIn.UserId, [.. ((string[])["laptop", "phone"])[..passkeys]]);
        await ada.PrepareAsync(Observer);
        if (end.Length > 0)
        {
            await Sheets.FailAsync(ada, end);
        }
        else
        {
            await Sheets.WaitForTouchAsync(ada);
        }

        await ada.OpenAsync(page);
        await ada.HasAllDrawnAsync();
        await ada.PressAsync("Create a passkey");
        if (end.Length > 0)
        {
            await Expect(ada.Panel).Not.ToHaveAttributeAsync("data-state", "Ready");
            await Expect(ada.Panel).Not.ToHaveAttributeAsync("data-state", "Working");
        }
        else
        {
            await ada.PanelSaysAsync("Continue in the window");
            await ada.PressAsync("Cancel");
            await ada.PanelSaysAsync("No passkey was created.");
        }

        await ada.Page.EvaluateAsync("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn))))");
        var shift = await ada.Page.Locator("html").GetAttributeAsync("data-shift");
        Assert.True(shift is null, shift);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(320)]
    public async Task The_measure_sees_what_moves(int width)
    {
        var ada = await OpenBrowserAsync(options: new() { ViewportSize = new() { Width = width, Height = 800 } });
        await ada.SignInQuicklyAsync();
        await ada.PrepareAsync(Observer);
        await ada.OpenAsync("/passkeys");
        await ada.HasAllDrawnAsync();

        await ada.Page.EvaluateAsync("document.querySelector('h1').style.paddingBlockStart = '100px'");

        await Expect(ada.Page.Locator("html[data-shift]")).ToHaveCountAsync(1);
    }
}
