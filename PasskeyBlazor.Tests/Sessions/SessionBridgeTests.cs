using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>The save that opens a session: it fails when its proof was used before, or when the passkey changed meanwhile.</summary>
public class SessionBridgeTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionBridge Bridge => accounts.Get<SessionBridge>();

    [Theory]
    [Threat("CH-02", "HO-01")]
    [InlineData(null, 10)] // as on phones: only the challenge makes the answers different
    [InlineData(1u, 5)]
    public async Task Exactly_one_of_two_hundred_simultaneous_answers_to_one_challenge_signs_in(uint? counter, int rounds)
    {
        accounts.Authenticator.Counter = counter;
        await accounts.RegisterAsync(await accounts.SignInAsync());

        for (var round = 1; round <= Exploration.Rounds(rounds); round++)
        {
            var started = accounts.Authentication.Begin(Accounts.Browser);
            var credential = accounts.Authenticator.Get(started.OptionsJson);

            var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(
                () => accounts.CompleteSignInAsync(started.State, credential), Cancel)));

            Assert.Single(results, r => r.Succeeded);
            Assert.Equal(round, await PasskeySessionsAsync());
        }
    }

    [Fact]
    public async Task Only_one_signs_in_when_all_answers_are_verified_before_any_is_saved()
    {
        await accounts.RegisterAsync(await accounts.SignInAsync());
        var started = accounts.Authentication.Begin(Accounts.Browser);
        var credential = accounts.Authenticator.Get(started.OptionsJson);
        var failures = new List<Failure>();

        var scopes = Enumerable.Range(0, 5).Select(_ => accounts.CreateScope()).ToList();
        var verified = new List<SignInProof>();
        foreach (var scope in scopes)
        {
            verified.Add((await accounts.Authentication.CompleteAsync(Database(scope), Accounts.Browser, started.State, credential, Cancel)).Value!);
        }

        foreach (var (scope, proof) in scopes.Zip(verified))
        {
            var http = Accounts.RequestIn(scope);
            var opened = await Bridge.OpenAsync(http, Database(scope), proof, stay: false);
            failures.AddRange(opened.Succeeded ? [] : [opened.Failure]);
            Assert.Equal(opened.Succeeded, http.Response.Headers.SetCookie.Count > 0);
            scope.Dispose();
        }

        Assert.Equal(Enumerable.Repeat(Failure.ChallengeSpent, 4), failures);
    }

    [Fact]
    public async Task A_sign_in_whose_earlier_session_ends_meanwhile_blames_no_passkey()
    {
        var earlier = await accounts.SignInAsync();
        await accounts.RegisterAsync(earlier);
        var started = accounts.Authentication.Begin(Accounts.Browser);
        using var scope = accounts.CreateScope();
        var http = Accounts.RequestIn(scope);
        http.User = SignedIn.From(earlier).ToCookiePrincipal();
        var db = Database(scope);
        await db.Sessions.FindAsync([earlier.Id], Cancel);
        var proof = await accounts.Authentication.CompleteAsync(db, Accounts.Browser, started.State, accounts.Authenticator.Get(started.OptionsJson), Cancel);
        await accounts.AskAsync(other => other.Sessions.ExecuteDeleteAsync(Cancel));

        var opened = await Bridge.OpenAsync(http, db, proof.Value!, stay: false);

        Assert.Equal(Failure.NotSaved, opened.Failure);
        Assert.Equal(0, await accounts.AskAsync(other => other.Sessions.CountAsync(Cancel)));
    }

    [Fact]
    [Step("§7.2.24", IsBent = true)]
    public async Task The_second_of_two_sign_ins_whose_counters_passed_each_other_is_refused()
    {
        accounts.Authenticator.Counter = 1;
        await accounts.RegisterAsync(await accounts.SignInAsync());
        var earlier = accounts.Authentication.Begin(Accounts.Browser);
        var later = accounts.Authentication.Begin(Accounts.Browser);
        using var slow = accounts.CreateScope();
        var result = await accounts.Authentication.CompleteAsync(
            Database(slow), Accounts.Browser, earlier.State, accounts.Authenticator.Get(earlier.OptionsJson), Cancel);

        var quick = await accounts.CompleteSignInAsync(later.State, accounts.Authenticator.Get(later.OptionsJson));
        var refused = await Bridge.OpenAsync(Accounts.RequestIn(slow), Database(slow), result.Value!, stay: false);

        Assert.True(quick.Succeeded);
        Assert.Equal(Failure.PasskeyRefused, refused.Failure);
        Assert.Equal(4u, (await accounts.AskAsync(db => db.Passkeys.SingleAsync(Cancel))).SignCount);
    }

    [Fact]
    [Threat("CC-04", "HO-07")]
    public async Task A_passkey_that_is_removed_while_its_answer_is_verified_does_not_sign_in()
    {
        var ada = await accounts.SignInAsync();
        var passkey = (await accounts.RegisterAsync(ada)).Value;
        var started = accounts.Authentication.Begin(Accounts.Browser);
        using var scope = accounts.CreateScope();
        var verified = await accounts.Authentication.CompleteAsync(
            Database(scope), Accounts.Browser, started.State, accounts.Authenticator.Get(started.OptionsJson), Cancel);

        await accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel);
        var opened = await Bridge.OpenAsync(Accounts.RequestIn(scope), Database(scope), verified.Value!, stay: false);

        Assert.Equal(Failure.PasskeyRefused, opened.Failure);
        Assert.Equal(0, await PasskeySessionsAsync());
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private static AppDbContext Database(IServiceScope scope) => scope.ServiceProvider.GetRequiredService<AppDbContext>();

    private Task<int> PasskeySessionsAsync() => accounts.AskAsync(db => db.Sessions.CountAsync(s => s.PasskeyId != null, Cancel));
}
