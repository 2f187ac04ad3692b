using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>The connection between one browser's page and its circuits, to cut and join again. Requests for pages do not use it.</summary>
internal sealed class CutLine
{
    private readonly IPage page;
    private readonly ConcurrentQueue<IWebSocketRoute> ends = new();
    private volatile bool isCut;

    private CutLine(IPage page) => this.page = page;

    private ILocator Bar => page.GetByText("Trying to reconnect…");

    public static async Task<CutLine> OfAsync(Person person)
    {
        var line = new CutLine(person.Page);
        await person.Page.RouteWebSocketAsync(new Regex("/_blazor"), line.Connect);
        await person.Page.RouteAsync(new Regex("/_blazor"), route => line.isCut ? route.AbortAsync() : route.ContinueAsync());
        person.Allow("_blazor|circuit|WebSocket|[Cc]onnection|Failed to fetch|ERR_FAILED", "the line is cut");

        return line;
    }

    /// <summary>Cuts it, and waits until the page says so where it says such things.</summary>
    public async Task CutAsync(bool isSaid = true)
    {
        isCut = true;
        while (ends.TryDequeue(out var end))
        {
            await end.CloseAsync();
        }

        if (isSaid)
        {
            await Expect(Bar).ToBeVisibleAsync();
        }
    }

    /// <summary>From now on nothing arrives, and neither side knows: as when a phone sleeps, or a network changes.</summary>
    public void Silence()
    {
        foreach (var end in ends)
        {
            end.OnMessage(_ => { });
        }
    }

    /// <summary>Joins it. Blazor tries at once when the person returns to the tab, and otherwise every few seconds.</summary>
    public async Task JoinAsync()
    {
        isCut = false;
        await page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
        await Expect(Bar).ToBeHiddenAsync();
    }

    private void Connect(IWebSocketRoute socket)
    {
        if (isCut)
        {
            _ = socket.CloseAsync();
            return;
        }

        ends.Enqueue(socket);
        ends.Enqueue(socket.ConnectToServer());
    }
}
