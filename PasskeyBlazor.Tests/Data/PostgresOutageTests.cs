using System.Diagnostics;
using System.Net;
using Npgsql;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>The app over a PostgreSQL that crashes, or that hangs inside a statement. It needs no restart afterwards.</summary>
[Threat("DB-01", "DB-02")]
public sealed class PostgresOutageTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly PostgresServer server = new(isDurable: true); // a crash loses no session
    private readonly TestApp app;
    private readonly HttpClient browser;

    public PostgresOutageTests()
    {
        app = new TestApp
        {
            Settings = { ["Database:Provider"] = "PostgreSQL", ["Database:ConnectionString"] = server.ConnectionString(PostgresServer.Template) },
        };
        browser = app.Browser(followRedirects: false);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("crashed")]
    [InlineData("hangs")]
    public async Task A_request_is_told_when_to_try_again_and_the_session_works_when_the_server_is_back(string state)
    {
        await browser.SignInAsync();
        (await browser.GetAsync("/sessions", Cancel)).EnsureSuccessStatusCode().Dispose(); // the first page is slow

        await using (await FailAsync(state))
        {
            var watch = Stopwatch.StartNew();
            using var answer = await browser.GetAsync("/sessions", Cancel);

            Assert.InRange(watch.Elapsed, TimeSpan.Zero, Limit);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Null(answer.SetCookie(Cookies.Session));
            await answer.IsAFriendlyPageAsync();
        }

        using var afterwards = await browser.GetAsync("/sessions", Cancel);
        Assert.Equal(HttpStatusCode.OK, afterwards.StatusCode);
        Assert.NotNull(await browser.WhoAsync());
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
        server.Dispose();
    }

    /// <summary>Ends with its disposal.</summary>
    private async Task<IAsyncDisposable> FailAsync(string state)
    {
        if (state == "crashed")
        {
            server.Stop();
            return new Restart(server);
        }

        var connection = new NpgsqlConnection(server.ConnectionString(PostgresServer.Template) + ";Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE \"Sessions\" IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(Cancel);
        return connection;
    }

    private sealed class Restart(PostgresServer server) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            server.StartAgain();
            return ValueTask.CompletedTask;
        }
    }
}
