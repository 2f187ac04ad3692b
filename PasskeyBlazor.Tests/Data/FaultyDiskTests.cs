using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>A disk that is full, a file that cannot be written, and a lock that another process holds. All works afterwards, without a restart.</summary>
public class FaultyDiskTests : IAsyncDisposable
{
    private readonly DiskFaults disk = new();
    private readonly TestApp app;
    private readonly SoftwareAuthenticator authenticator;

    public FaultyDiskTests()
    {
        app = new TestApp { StandIns = disk.Add, Settings = { ["Passkeys:MaxPerUser"] = "100" } };
        authenticator = app.Authenticator();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Threat("DB-43")]
    [InlineData(DiskFault.Full)]
    [InlineData(DiskFault.ReadOnly)]
    public async Task What_a_disk_refuses_leaves_nothing_behind_and_the_same_answer_works_when_it_is_mended(DiskFault fault)
    {
        using var owner = app.Browser(followRedirects: false);
        var ada = await owner.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);
        var registration = app.Services.GetRequiredService<RegistrationCeremony>();

        for (var isRefused = false; !isRefused;) // there may be some space in the last pages
        {
            using var browser = app.Browser(followRedirects: false);
            using var another = app.Authenticator();
            var started = await browser.BeginSignInAsync();
            var credential = authenticator.Get(started.OptionsJson);
            var begun = (await registration.BeginAsync(ada.SessionId, cancellationToken: Cancel)).Value;
            var created = another.Create(begun.OptionsJson);
            var before = await app.KeptRowsAsync();
            disk.Fault = fault;

            using var answer = await browser.PostPasskeyAsync(started.State, credential);
            var isSignedIn = answer.SetCookie(Cookies.Session) is not null;
            Assert.True(isSignedIn || await app.KeptRowsAsync() is var after && before.SequenceEqual(after));
            before = await app.KeptRowsAsync();
            var added = await registration.CompleteAsync(ada.SessionId, begun.State, created, Cancel);
            Assert.True(added.Succeeded || await app.KeptRowsAsync() is var rest && before.SequenceEqual(rest));

            disk.Fault = null;
            using var again = await browser.PostPasskeyAsync(started.State, credential);
            Assert.Equal(!isSignedIn, again.SetCookie(Cookies.Session) is not null);
            Assert.NotNull(await browser.WhoAsync());
            Assert.Equal(!added.Succeeded, (await registration.CompleteAsync(ada.SessionId, begun.State, created, Cancel)).Succeeded);
            isRefused = !isSignedIn && !added.Succeeded;
        }
    }

    [Fact]
    [Threat("DB-44")]
    public async Task What_waits_too_long_for_a_lock_leaves_nothing_behind_and_the_same_answer_works_afterwards()
    {
        using var owner = app.Browser(followRedirects: false);
        var ada = await owner.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);
        using var browser = app.Browser(followRedirects: false);
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);
        var before = await app.KeptRowsAsync();

        await using (await LockAsync())
        {
            using var refused = await browser.PostPasskeyAsync(started.State, credential);
            Assert.Null(refused.SetCookie(Cookies.Session));
        }

        Assert.Equal(before, await app.KeptRowsAsync());
        using var again = await browser.PostPasskeyAsync(started.State, credential);
        Assert.NotNull(again.SetCookie(Cookies.Session));
        Assert.Equal(ada.UserId, (await browser.WhoAsync())!.UserId);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        authenticator.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>What another process does that writes, until it is disposed.</summary>
    private async Task<DbConnection> LockAsync()
    {
        DbConnection connection = app.Database.Provider == DatabaseProvider.Sqlite
            ? new SqliteConnection(app.Database.ConnectionString + ";Pooling=False")
            : new NpgsqlConnection(app.Database.ConnectionString + ";Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = connection is SqliteConnection ? "BEGIN IMMEDIATE" : "BEGIN; LOCK TABLE \"Sessions\" IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync(Cancel);

        return connection;
    }
}
