using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Support.Browser;

/// <summary>
/// The socket of a page, without the page: calls any method, draws nothing, and never confirms a drawing. Implements as much of
/// SignalR's MessagePack as circuits need.
/// </summary>
internal sealed partial class BarePage : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly Queue<object?[]> unread = new();
    private int calls;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The server's calls so far, in order: the name and the arguments.</summary>
    public List<(string Name, object?[] Arguments)> Called { get; } = [];

    /// <param name="app">The app that the socket connects to.</param>
    /// <param name="cookies">The browser's cookies.</param>
    public static async Task<BarePage> OpenAsync(TestApp app, CookieContainer cookies)
    {
        var page = new BarePage();
        page.socket.Options.Cookies = cookies;
        await page.socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, Cancel);
        await page.socket.SendAsync(Encoding.UTF8.GetBytes("""{"protocol":"blazorpack","version":1}""" + '\u001e'), WebSocketMessageType.Text, true, Cancel);
        var answer = new byte[100];
        var read = await page.socket.ReceiveAsync(answer, Cancel);
        Assert.StartsWith("{}\u001e", Encoding.UTF8.GetString(answer, 0, read.Count), StringComparison.Ordinal);

        return page;
    }

    /// <summary>Starts a circuit with the data of the page at this address, as its script would.</summary>
    /// <returns>The secret with which a page reconnects to its circuit.</returns>
    public async Task<string> StartAsync(HttpClient browser, string path)
    {
        return Assert.IsType<string>(await TryStartAsync(browser, path));
    }

    /// <summary>The same, where the server may refuse.</summary>
    public async Task<object?> TryStartAsync(HttpClient browser, string path)
    {
        var html = await browser.GetStringAsync(path, Cancel);
        var islands = Island().Matches(html).Select(island => island.Groups["marker"].Value);
        var address = new Uri(browser.BaseAddress!, path);

        return await CallAsync("StartCircuit", browser.BaseAddress!.AbsoluteUri, address.AbsoluteUri, $"[{string.Join(',', islands)}]", "");
    }

    /// <summary>Calls the server, and records the server's calls until it has answered.</summary>
    public async Task<object?> CallAsync(string name, params object[] arguments)
    {
        var id = await SendAsync(name, arguments);
        while (true)
        {
            var said = await NextAsync();
            if (said is [3L, _, string of, ..] && of == id)
            {
                return said.Length > 4 ? said[4] : null;
            }
        }
    }

    /// <summary>Calls the server, and does not wait for an answer.</summary>
    /// <returns>The id of the call.</returns>
    public async Task<string> SendAsync(string name, params object[] arguments)
    {
        var id = $"{calls++}";
        await SendAsync([.. Packed.Array(5), 1, .. Packed.Map, .. Packed.Text(id), .. Packed.Text(name), .. Packed.Array(arguments.Length), .. arguments.SelectMany(Packed.Argument)]);

        return id;
    }

    /// <summary>Waits until the server has called this.</summary>
    public async Task<object?[]> IsCalledAsync(string name)
    {
        while (!Called.Exists(call => call.Name == name))
        {
            await NextAsync();
        }

        return Called.Find(call => call.Name == name).Arguments;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose(); // like a broken connection: sends no goodbye

        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(byte[] message)
    {
        var length = new List<byte>();
        for (var rest = message.Length; rest > 0 || length.Count == 0; rest >>= 7)
        {
            length.Add((byte)(rest > 127 ? (rest & 127) | 128 : rest));
        }

        await socket.SendAsync((byte[])[.. length, .. message], WebSocketMessageType.Binary, true, Cancel);
    }

    private async Task<object?[]> NextAsync()
    {
        while (unread.Count == 0)
        {
            Unpack(await ReceiveAsync());
        }

        var said = unread.Dequeue();
        if (said is [1L, _, _, string name, object?[] arguments, ..])
        {
            Called.Add((name, arguments));
        }

        return said;
    }

    private async Task<byte[]> ReceiveAsync()
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(TimeSpan.FromSeconds(15)); // waits end when a message comes; this limit is for messages that never come
        var received = new List<byte>();
        var part = new byte[16 * 1024];
        WebSocketReceiveResult read;
        do
        {
            read = await socket.ReceiveAsync(part, late.Token);
            received.AddRange(part.AsSpan(0, read.Count));
        }
        while (!read.EndOfMessage);

        return read.MessageType == WebSocketMessageType.Binary ? [.. received] : throw new WebSocketException("The server has closed the line.");
    }

    private void Unpack(ReadOnlySpan<byte> received)
    {
        while (!received.IsEmpty)
        {
            var length = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = received[0];
                received = received[1..];
                length |= (part & 127) << shift;
                if (part < 128)
                {
                    break;
                }
            }

            var message = received[..length];
            unread.Enqueue((object?[])Packed.Read(ref message)!);
            received = received[length..];
        }
    }

    [GeneratedRegex("""<!--Blazor:(?<marker>\{"type":"server".*?\})-->""")]
    private static partial Regex Island();

    /// <summary>The part of MessagePack that these tests need.</summary>
    private static class Packed
    {
        public static byte[] Map => [0x80];

        public static byte[] Array(int count) => [(byte)(0x90 + count)];

        public static byte[] Argument(object argument) => argument is string text ? Text(text) : [checked((byte)(int)argument)]; // a number below 128

        public static byte[] Text(string text)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, Encoding.UTF8.GetByteCount(text));

            return [0xdb, .. length, .. Encoding.UTF8.GetBytes(text)];
        }

        public static object? Read(ref ReadOnlySpan<byte> from)
        {
            var kind = Number(ref from, 1);
            return kind switch
            {
                < 0x80 => kind,
                0x80 => null, // a map, always empty here
                >= 0x90 and < 0xa0 => Items(ref from, kind - 0x90),
                >= 0xa0 and < 0xc0 => Encoding.UTF8.GetString(Bytes(ref from, kind - 0xa0)),
                0xc0 => null,
                0xc2 => false,
                0xc3 => true,
                0xc4 or 0xc5 or 0xc6 => Bytes(ref from, Number(ref from, 1 << (int)(kind - 0xc4))).ToArray(),
                >= 0xcc and <= 0xcf => Number(ref from, 1 << (int)(kind - 0xcc)),
                >= 0xd0 and <= 0xd3 => Number(ref from, 1 << (int)(kind - 0xd0)),
                0xd9 or 0xda or 0xdb => Encoding.UTF8.GetString(Bytes(ref from, Number(ref from, 1 << (int)(kind - 0xd9)))),
                0xdc => Items(ref from, Number(ref from, 2)),
                >= 0xe0 => kind - 256,
                _ => throw new NotSupportedException($"0x{kind:x2}"),
            };
        }

        private static object?[] Items(ref ReadOnlySpan<byte> from, long count)
        {
            var items = new object?[count];
            for (var i = 0; i < count; i++)
            {
                items[i] = Read(ref from);
            }

            return items;
        }

        private static long Number(ref ReadOnlySpan<byte> from, int size)
        {
            var number = 0L;
            foreach (var part in Bytes(ref from, size))
            {
                number = (number << 8) | part;
            }

            return number;
        }

        private static ReadOnlySpan<byte> Bytes(ref ReadOnlySpan<byte> from, long count)
        {
            var bytes = from[..(int)count];
            from = from[(int)count..];

            return bytes;
        }
    }
}
