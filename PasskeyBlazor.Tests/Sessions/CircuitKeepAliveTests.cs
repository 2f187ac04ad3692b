using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>The actions that keep a session alive in an open page, and the cost of many sessions.</summary>
public sealed class CircuitKeepAliveTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("SE-06")]
    public async Task A_person_s_actions_keep_the_session_alive_and_an_open_page_does_not()
    {
        var ada = await accounts.SignInAsync();
        var person = new ServerAuthenticationStateProvider();
        person.SetAuthenticationState(Task.FromResult(new AuthenticationState(SignedIn.From(ada).ToPrincipal())));
        var circuit = new CircuitKeepAlive(person, accounts.Get<OpenSessions>(), accounts.Clock);
        var pressed = circuit.CreateInboundActivityHandler(_ => Task.CompletedTask);

        accounts.Clock.Advance(TimeSpan.FromMinutes(59));
        var idle = await EndOfAsync(ada);
        await pressed(null!); // the handler does not read the activity
        var active = await EndOfAsync(ada);

        Assert.Equal(ada.ExpiresAt, idle);
        Assert.Equal(accounts.Clock.GetUtcNow() + TimeSpan.FromHours(1), active);
    }

    [Fact]
    [Threat("SE-08")]
    public async Task Ten_thousand_sessions_of_one_person_do_not_slow_the_app()
    {
        var ada = await accounts.SignInAsync();
        await using (var db = accounts.Database.CreateContext())
        {
            db.Sessions.AddRange(Enumerable.Range(0, 10_000).Select(_ => new Session
            {
                UserId = ada.UserId,
                CreatedAt = ada.CreatedAt,
                AuthenticatedAt = ada.CreatedAt,
                LastSeenAt = ada.CreatedAt,
                ExpiresAt = ada.ExpiresAt,
            }));
            await db.SaveChangesAsync(Cancel);
        }

        var again = await accounts.SignInAsync();

        Assert.NotNull(await accounts.Get<OpenSessions>().FindAsync(SignedIn.From(again), Cancel));
        Assert.Equal(10_002, await accounts.AskAsync(db => db.Sessions.CountAsync(s => s.UserId == ada.UserId, Cancel)));
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private Task<DateTimeOffset> EndOfAsync(Session session) =>
        accounts.AskAsync(db => db.Sessions.Where(s => s.Id == session.Id).Select(s => s.ExpiresAt).SingleAsync(Cancel));
}
