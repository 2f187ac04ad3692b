using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

public class AuthenticationCeremonyTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Step("§7.2.25")]
    public async Task A_passkey_signs_in_its_owner()
    {
        await accounts.AddPasskeyAsync(await accounts.SignInAsync("Grace"));
        var ada = await accounts.SignInAsync();
        var passkey = (await accounts.RegisterAsync(ada)).Value;

        accounts.Clock.Advance(TimeSpan.FromDays(1));
        var session = (await accounts.SignInWithPasskeyAsync()).Value;

        Assert.Equal((ada.UserId, "Ada"), (session.UserId, session.User.DisplayName));
        var kept = await accounts.AskAsync(db => db.Sessions.Include(s => s.Passkey).SingleAsync(s => s.Id == session.Id, Cancel));
        Assert.Equal(passkey.Id, kept.PasskeyId);
        Assert.Null(kept.ExternalIdentityId);
        Assert.Equal(accounts.Clock.GetUtcNow(), kept.AuthenticatedAt);
        Assert.Equal(accounts.Clock.GetUtcNow(), kept.Passkey!.LastUsedAt);
    }

    [Fact]
    [Step("§7.2.24")]
    public async Task The_counter_and_the_backup_state_are_kept_as_the_authenticator_said_them()
    {
        accounts.Authenticator.Counter = 6;
        accounts.Authenticator.BackupEligible = true;
        await accounts.RegisterAsync(await accounts.SignInAsync());

        accounts.Authenticator.BackedUp = true;
        await accounts.SignInWithPasskeyAsync();

        var kept = await OnlyPasskeyAsync();
        Assert.Equal(8u, kept.SignCount);
        Assert.True(kept.IsBackedUp);
    }

    [Fact]
    [Threat("CR-07")]
    public async Task A_counter_that_went_back_does_not_sign_in()
    {
        accounts.Authenticator.Counter = 6;
        await accounts.RegisterAsync(await accounts.SignInAsync());

        accounts.Authenticator.Counter = 3;
        var result = await accounts.SignInWithPasskeyAsync();

        Assert.Equal(Failure.PasskeyRefused, result.Failure);
        Assert.Equal(7u, (await OnlyPasskeyAsync()).SignCount);
    }

    [Fact]
    [Threat("AN-05", "AN-06")]
    public async Task A_refusal_that_is_counted_after_a_later_success_shows_nothing()
    {
        await accounts.RegisterAsync(await accounts.SignInAsync());
        var started = accounts.Authentication.Begin(Accounts.Browser);
        using var scope = accounts.CreateScope();
        var refused = await accounts.Authentication.CompleteAsync(
            Database(scope), Accounts.Browser, started.State, accounts.Authenticator.Get(started.OptionsJson, a => a.Flags |= AuthenticatorBits.BE), Cancel);
        accounts.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await accounts.SignInWithPasskeyAsync()).Succeeded);

        var isMarked = await accounts.AskAsync(db => refused.Refusal!.Defect!.StageAsync(db, accounts.Clock.GetUtcNow(), Cancel));

        Assert.Equal(Failure.PasskeyUnusable, refused.Refusal!.Failure);
        Assert.False(isMarked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("the secret of another browser")]
    [Threat("CH-07")]
    public async Task A_ceremony_of_one_browser_does_not_work_in_another(string browser)
    {
        await accounts.RegisterAsync(await accounts.SignInAsync());
        var started = accounts.Authentication.Begin(Accounts.Browser);

        var result = await accounts.CompleteSignInAsync(started.State, accounts.Authenticator.Get(started.OptionsJson), browser);

        Assert.Equal(Failure.ChallengeExpired, result.Failure);
        await NoSessionIsOpenAsync();
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, Failure.ChallengeExpired)]
    [InlineData(1, Failure.ChallengeExpired)]
    [Threat("CH-05", "HO-05")]
    public async Task A_ceremony_lives_five_minutes(int seconds, Failure? expected)
    {
        await accounts.RegisterAsync(await accounts.SignInAsync());
        var started = accounts.Authentication.Begin(Accounts.Browser);
        var credential = accounts.Authenticator.Get(started.OptionsJson);

        accounts.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(seconds));
        var result = await accounts.CompleteSignInAsync(started.State, credential);

        Assert.Equal(expected, result.Ending());
    }

    [Fact]
    [Threat("CH-01")]
    public async Task A_challenge_can_be_answered_only_once()
    {
        await accounts.RegisterAsync(await accounts.SignInAsync());
        var started = accounts.Authentication.Begin(Accounts.Browser);
        var credential = accounts.Authenticator.Get(started.OptionsJson);

        var first = await accounts.CompleteSignInAsync(started.State, credential);
        var second = await accounts.CompleteSignInAsync(started.State, credential);

        Assert.True(first.Succeeded);
        Assert.Equal(Failure.ChallengeSpent, second.Failure);
        Assert.Equal(1, await PasskeySessionsAsync());
    }

    [Fact]
    [Step("§7.2.25", IsBent = true)]
    [Threat("CR-05")]
    public async Task A_removed_passkey_does_not_sign_in()
    {
        var ada = await accounts.SignInAsync();
        var passkey = (await accounts.RegisterAsync(ada)).Value;
        await accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel);

        var result = await accounts.SignInWithPasskeyAsync();

        Assert.Equal(Failure.PasskeyRefused, result.Failure);
        await NoSessionIsOpenAsync();
    }

    [Fact]
    public async Task A_refused_answer_leaves_the_challenge_usable()
    {
        await accounts.RegisterAsync(await accounts.SignInAsync());
        var started = accounts.Authentication.Begin(Accounts.Browser);

        var bent = await accounts.CompleteSignInAsync(
            started.State, accounts.Authenticator.Get(started.OptionsJson, answer => answer.BendSignature = s => [.. s[..^1], (byte)(s[^1] ^ 1)]));
        var straight = await accounts.CompleteSignInAsync(started.State, accounts.Authenticator.Get(started.OptionsJson));

        Assert.Equal(Failure.PasskeyRefused, bent.Failure);
        Assert.True(straight.Succeeded);
    }

    [Fact]
    [Threat("CH-12", "HO-10")]
    public async Task A_registration_s_state_does_not_sign_in()
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);
        var registration = (await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel)).Value;
        var started = accounts.Authentication.Begin(Accounts.Browser);

        var result = await accounts.CompleteSignInAsync(registration.State, accounts.Authenticator.Get(started.OptionsJson));

        Assert.Equal(Failure.ChallengeExpired, result.Failure);
    }

    [Fact]
    [Threat("AN-05")]
    public async Task A_success_also_clears_a_mark_that_was_set_while_its_answer_was_verified()
    {
        await accounts.RegisterAsync(await accounts.SignInAsync());
        using var scope = accounts.CreateScope();
        var started = accounts.Authentication.Begin(Accounts.Browser);
        var proof = await accounts.Authentication.CompleteAsync(Database(scope), Accounts.Browser, started.State, accounts.Authenticator.Get(started.OptionsJson), Cancel);
        await accounts.AskAsync(db => db.Passkeys.ExecuteUpdateAsync(set => set
            .SetProperty(p => p.UnusableSince, Accounts.Start).SetProperty(p => p.UnusableReason, UnusableReason.CounterNotGrown).SetProperty(p => p.CounterRefusedAt, Accounts.Start), Cancel));

        var opened = await accounts.Get<SessionBridge>().OpenAsync(Accounts.RequestIn(scope), Database(scope), proof.Value!, stay: false);

        Assert.True(opened.Succeeded);
        var passkey = await OnlyPasskeyAsync();
        Assert.Equal((null, null, null), (passkey.UnusableSince, passkey.UnusableReason, passkey.CounterRefusedAt));
    }

    [Fact]
    public async Task A_refusal_is_an_account_event_of_what_the_person_tried()
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);
        using var scope = accounts.CreateScope();
        var session = (await accounts.Get<Reauthentication>().FindOpenAsync(Database(scope), ada.Id, Cancel))!;
        var signIn = accounts.Authentication.Begin(Accounts.Browser);
        var confirmation = accounts.Authentication.BeginReauthentication(session);

        var refused = await accounts.Authentication.CompleteAsync(Database(scope), Accounts.Browser, signIn.State, BadAnswer(signIn), Cancel);
        var refusedAgain = await accounts.Authentication.CompleteReauthenticationAsync(Database(scope), session, confirmation.State, BadAnswer(confirmation), Cancel);

        Assert.Equal(AccountEventKind.SignInRefused, refused.Refusal!.Event!.Kind);
        Assert.Equal(AccountEventKind.ReauthenticationRefused, refusedAgain.Refusal!.Event!.Kind);
    }

    [Fact]
    [Threat("CH-10")]
    public async Task Beginning_a_ceremony_does_not_use_the_database()
    {
        accounts.Authentication.Begin(Accounts.Browser); // the keys of Data Protection are created once
        await using var db = accounts.Database.CreateContext();
        await db.Database.EnsureDeletedAsync(Cancel);

        var started = accounts.Authentication.Begin(Accounts.Browser);

        Assert.NotEmpty(started.State);
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private string BadAnswer(StartedCeremony started) => accounts.Authenticator.Get(started.OptionsJson, a => a.BendSignature = signature => [.. signature[..^1], (byte)~signature[^1]]);

    private static AppDbContext Database(IServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<AppDbContext>();

    private Task<Passkey> OnlyPasskeyAsync() => accounts.AskAsync(db => db.Passkeys.SingleAsync(Cancel));

    private Task<int> PasskeySessionsAsync() => accounts.AskAsync(db => db.Sessions.CountAsync(s => s.PasskeyId != null, Cancel));

    private async Task NoSessionIsOpenAsync() => Assert.Equal(0, await PasskeySessionsAsync());
}
