using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>People leave, or the server stops, while the database is asked: no line about a fault, no account event, and no status 500.</summary>
[Threat("DB-04")]
public sealed class LeavingTests : IAsyncDisposable
{
    private readonly TestApp app = new() { Settings = { ["Logging:LogLevel:Microsoft.AspNetCore"] = "Debug" }, Clock = new FakeTimeProvider(DateTimeOffset.UtcNow) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a page")]
    [InlineData("the answer of a passkey")]
    [InlineData("the answer of a provider")]
    [InlineData("a sign-out")]
    public async Task A_person_who_leaves_is_no_fault(string request)
    {
        using var browser = app.Browser(followRedirects: false);
        using var authenticator = app.Authenticator();
        await app.AddPasskeyAsync(await browser.SignInAsync(), authenticator);
        var send = await PrepareAsync(request, browser, authenticator);
        app.Clock!.Advance(TimeSpan.FromMinutes(10)); // each request first saves the activity of its session
        var events = await EventsAsync();
        var lines = app.Log.Count;

        using (await app.Database.Queue.WaitAsync(Cancel))
        {
            using var person = new CancellationTokenSource();
            var sent = send(person.Token);
            await Eventually.SeeAsync(() => Task.FromResult(app.Log), log => log.Skip(lines).Any(line => line.Contains("Request starting", StringComparison.Ordinal)), "the request");
            await person.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
            await Eventually.SeeAsync(() => Task.FromResult(app.Log), log => log.Skip(lines).Any(IsLeft), "its end");
        }

        IsQuiet(app.Log.Skip(lines));
        Assert.Equal(events, await EventsAsync());
    }

    [Fact]
    public async Task A_server_that_stops_during_the_clean_up_is_no_fault()
    {
        _ = app.Address;
        await using (var db = app.OpenDatabase())
        {
            db.SpentChallenges.Add(new SpentChallenge { Challenge = [1], ExpiresAt = app.Clock!.GetUtcNow().AddDays(-1) });
            await db.SaveChangesAsync(Cancel);
        }

        var cleanUp = app.Services.GetServices<IHostedService>().OfType<ExpiredRows>().Single();
        var lines = app.Log.Count;
        using (await app.Database.Queue.WaitAsync(Cancel))
        {
            app.Clock.Advance(TimeSpan.FromMinutes(15));
            await app.Services.GetRequiredService<IHost>().StopAsync(Cancel);
        }

        IsQuiet(app.Log.Skip(lines));
        Assert.True(cleanUp.ExecuteTask!.IsCanceled);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The end of the request of a person who left. The line of the request before may come late.</summary>
    private static bool IsLeft(string line) => line.Contains("Request finished", StringComparison.Ordinal) && line.Contains(" - 499 ", StringComparison.Ordinal);

    private static void IsQuiet(IEnumerable<string> log) =>
        Assert.DoesNotContain(log, line => line.StartsWith("Warning", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));

    private async Task<int> EventsAsync()
    {
        await using var db = app.OpenDatabase();

        return await db.AccountEvents.CountAsync(Cancel);
    }

    /// <summary>All that comes before the request.</summary>
    private static async Task<Func<CancellationToken, Task<HttpResponseMessage>>> PrepareAsync(
        string request, HttpClient browser, Support.Authenticator.SoftwareAuthenticator authenticator)
    {
        const string Token = "__RequestVerificationToken";
        var token = HttpPages.HiddenFields(await browser.ReadFormPageAsync("/"))[Token];
        switch (request)
        {
            case "a page":
                return leave => browser.GetAsync("/passkeys", leave);
            case "the answer of a passkey":
                var started = await browser.BeginSignInAsync();
                var answer = new FormUrlEncodedContent([new(Token, token), new("state", started.State), new("credential", authenticator.Get(started.OptionsJson))]);
                return leave => browser.PostAsync("/session/passkey", answer, leave);
            case "the answer of a provider":
                using (var chooser = await browser.PostAsync("/session/provider", new FormUrlEncodedContent([new(Token, token), new("provider", "Development")]), Cancel))
                {
                    var choice = HttpPages.HiddenFields(await browser.GetStringAsync(chooser.Headers.Location, Cancel));
                    choice["account"] = "ada";
                    using var chosen = await browser.GetAsync(Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString("/dev-idp/authorize", choice!), Cancel);
                    using var returned = await browser.GetAsync(chosen.Headers.Location, Cancel);
                    var callback = returned.Headers.Location;
                    return leave => browser.GetAsync(callback, leave);
                }

            default:
                return leave => browser.PostAsync("/session/end", new FormUrlEncodedContent([new(Token, token)]), leave);
        }
    }
}
