using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

public class RegistrationCeremonyTests : IAsyncDisposable
{
    private readonly Accounts accounts = new(("Passkeys:MaxPerUser", "3"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_in_person_adds_a_passkey_that_has_no_name_of_its_own_yet()
    {
        var ada = await accounts.SignInAsync();

        var passkey = (await accounts.RegisterAsync(ada)).Value;

        var kept = await accounts.AskAsync(db => db.Passkeys.SingleAsync(Cancel));
        Assert.Equal(passkey.Id, kept.Id);
        Assert.Equal(ada.UserId, kept.UserId);
        Assert.Equal(accounts.Authenticator.Credentials[0].Id, kept.CredentialId);
        Assert.Null(kept.Name);
        Assert.Equal(("Chrome", "Linux"), (kept.Browser, kept.System));
        Assert.Equal(Accounts.Start, kept.CreatedAt);
        Assert.Null(kept.LastUsedAt);
    }

    [Fact]
    public async Task The_options_are_for_the_session_s_owner_and_exclude_the_owner_s_passkeys()
    {
        var ada = await accounts.SignInAsync();
        var passkey = await accounts.AddPasskeyAsync(ada);
        await accounts.AddPasskeyAsync(await accounts.SignInAsync("Grace"));

        var options = JsonNode.Parse((await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel)).Value.OptionsJson)!;

        Assert.Equal(ada.User.Handle, Encoding.UTF8.GetString(Base64Url.DecodeFromChars((string)options["user"]!["id"]!)));
        var excluded = Assert.Single(options["excludeCredentials"]!.AsArray());
        Assert.Equal(passkey.CredentialId, Base64Url.DecodeFromChars((string)excluded!["id"]!));
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("unusable")]
    [InlineData("not discoverable")]
    [Threat("AN-08")]
    public async Task A_passkey_that_is_no_sign_in_method_does_not_prevent_one_on_the_same_authenticator(string state)
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);
        await accounts.AskAsync(db => db.Passkeys.ExecuteUpdateAsync(set => _ = state switch
        {
            "revoked" => set.SetProperty(p => p.RevokedAt, Accounts.Start),
            "unusable" => set.SetProperty(p => p.UnusableSince, Accounts.Start),
            _ => set.SetProperty(p => p.IsDiscoverable, false),
        }, Cancel));

        Assert.True((await accounts.RegisterAsync(ada)).Succeeded);
        Assert.True((await accounts.SignInWithPasskeyAsync()).Succeeded);
    }

    [Fact]
    [Threat("CH-10")]
    public async Task Beginning_a_ceremony_does_not_change_the_database()
    {
        var ada = await accounts.SignInAsync();
        var before = await accounts.AskAsync(db => db.SpentChallenges.CountAsync(Cancel));

        await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel);

        Assert.Equal(before, await accounts.AskAsync(db => db.SpentChallenges.CountAsync(Cancel)));
    }

    [Theory]
    [InlineData("Ada")] // the same person in another browser
    [InlineData("Grace")]
    [Threat("CH-07")]
    public async Task A_ceremony_of_one_session_does_not_work_in_another(string name)
    {
        var ada = await accounts.SignInAsync();
        var other = await accounts.SignInAsync(name);
        var (state, credential) = await AnswerAsync(ada.Id);

        var result = await accounts.Registration.CompleteAsync(other.Id, state, credential, Cancel);

        Assert.Equal(Failure.ChallengeExpired, result.Failure);
        await NothingIsKeptAsync();
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, Failure.ChallengeExpired)]
    [InlineData(1, Failure.ChallengeExpired)]
    [Threat("CH-05")]
    public async Task A_ceremony_lives_five_minutes(int seconds, Failure? expected)
    {
        var ada = await accounts.SignInAsync();
        var (state, credential) = await AnswerAsync(ada.Id);

        accounts.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(seconds));
        var result = await accounts.Registration.CompleteAsync(ada.Id, state, credential, Cancel);

        Assert.Equal(expected, result.Ending());
        Assert.Equal(expected is null ? 1 : 0, await CountAsync());
    }

    [Fact]
    [Threat("CH-01")]
    public async Task A_challenge_can_be_answered_only_once()
    {
        var ada = await accounts.SignInAsync();
        var started = (await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel)).Value;
        using var another = new SoftwareAuthenticator();

        var first = await accounts.Registration.CompleteAsync(ada.Id, started.State, accounts.Authenticator.Create(started.OptionsJson), Cancel);
        var second = await accounts.Registration.CompleteAsync(ada.Id, started.State, another.Create(started.OptionsJson), Cancel);

        Assert.True(first.Succeeded);
        Assert.Equal(Failure.ChallengeSpent, second.Failure);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    [Threat("CH-08")]
    public async Task A_person_who_signed_out_cannot_complete_a_ceremony()
    {
        var ada = await accounts.SignInAsync();
        var (state, credential) = await AnswerAsync(ada.Id);

        await accounts.AskAsync(db => db.Sessions.ExecuteDeleteAsync(Cancel));
        var result = await accounts.Registration.CompleteAsync(ada.Id, state, credential, Cancel);

        Assert.Equal(Failure.SignedOut, result.Failure);
        await NothingIsKeptAsync();
    }

    [Fact]
    [Threat("OA-19", "CC-07")]
    public async Task An_ended_session_cannot_begin_a_ceremony()
    {
        var ada = await accounts.SignInAsync();

        accounts.Clock.Advance(TimeSpan.FromHours(1));
        var result = await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel);

        Assert.Equal(Failure.SignedOut, result.Failure);
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, Failure.ReauthenticationNeeded)]
    [InlineData(1, Failure.ReauthenticationNeeded)]
    [Threat("OA-20")]
    public async Task Adding_a_passkey_requires_a_sign_in_within_five_minutes(int seconds, Failure? expected)
    {
        var ada = await accounts.SignInAsync();

        accounts.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(seconds));
        var result = await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel);

        Assert.Equal(expected, result.Ending());
    }

    [Fact]
    [Threat("CR-14")]
    public async Task A_user_cannot_have_more_passkeys_than_allowed()
    {
        var ada = await accounts.SignInAsync();
        await accounts.AddPasskeyAsync(ada);
        await accounts.AddPasskeyAsync(ada);
        var (state, credential) = await AnswerAsync(ada.Id);
        await accounts.AddPasskeyAsync(ada);

        var begun = await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel);
        var completed = await accounts.Registration.CompleteAsync(ada.Id, state, credential, Cancel);

        Assert.Equal(Failure.LimitReached, begun.Failure);
        Assert.Equal(Failure.LimitReached, completed.Failure);
        Assert.Equal(3, await CountAsync());
    }

    [Theory]
    [InlineData("Ada")]
    [InlineData("Grace")]
    [Step("§7.1.26", IsBent = true)]
    [Threat("CR-01", "CR-02")]
    public async Task A_credential_id_is_registered_only_once(string name)
    {
        await accounts.RegisterAsync(await accounts.SignInAsync());
        var taken = accounts.Authenticator.Credentials[0].Id;
        using var another = new SoftwareAuthenticator();
        var session = await accounts.SignInAsync(name);
        var started = (await accounts.Registration.BeginAsync(session.Id, cancellationToken: Cancel)).Value;

        var credential = another.Create(started.OptionsJson, made => made.CredentialId = taken);
        var result = await accounts.Registration.CompleteAsync(session.Id, started.State, credential, Cancel);

        Assert.Equal(Failure.PasskeyRefused, result.Failure);
        Assert.Equal(1, await CountAsync());
        Assert.True((await accounts.SignInWithPasskeyAsync()).Succeeded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [Threat("CH-04")]
    public async Task A_state_that_was_not_sealed_here_is_refused(string state)
    {
        var ada = await accounts.SignInAsync();
        var (_, credential) = await AnswerAsync(ada.Id);

        var result = await accounts.Registration.CompleteAsync(ada.Id, state, credential, Cancel);

        Assert.Equal(Failure.ChallengeExpired, result.Failure);
        await NothingIsKeptAsync();
    }

    [Fact]
    [Threat("CH-12", "HO-10")]
    public async Task A_sign_in_s_state_does_not_add_a_passkey()
    {
        var ada = await accounts.SignInAsync();
        var (_, credential) = await AnswerAsync(ada.Id);
        var signIn = accounts.Authentication.Begin(Accounts.Browser);

        var result = await accounts.Registration.CompleteAsync(ada.Id, signIn.State, credential, Cancel);

        Assert.Equal(Failure.ChallengeExpired, result.Failure);
        await NothingIsKeptAsync();
    }

    [Fact]
    public async Task An_answer_larger_than_any_passkey_s_is_refused()
    {
        var ada = await accounts.SignInAsync();

        var result = await accounts.RegisterAsync(ada, bent => bent.BendJson = json => json["more"] = new string('x', 100_000));

        Assert.Equal(Failure.TooLarge, result.Failure);
        await NothingIsKeptAsync();
    }

    [Fact]
    [Step("§7.1.27", IsBent = true)]
    [Threat("CR-12")]
    public async Task A_database_that_cannot_save_adds_nothing_and_the_ceremony_can_be_completed_later()
    {
        var ada = await accounts.SignInAsync();
        var (state, credential) = await AnswerAsync(ada.Id);

        Result<Passkey> refused;
        await using (await RefusedWrites.OfAsync(accounts.Database))
        {
            refused = await accounts.Registration.CompleteAsync(ada.Id, state, credential, Cancel);
            await NothingIsKeptAsync();
        }

        var later = await accounts.Registration.CompleteAsync(ada.Id, state, credential, Cancel);

        Assert.Equal(Failure.NotSaved, refused.Failure);
        Assert.True(later.Succeeded);
    }

    [Fact]
    [Threat("CC-02")]
    public async Task Simultaneous_answers_never_exceed_the_limit()
    {
        var ada = await accounts.SignInAsync();
        var answers = new List<(string State, string Credential)>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add(await AnswerAsync(ada.Id));
        }

        var results = await Task.WhenAll(answers.Select(a => Task.Run(
            () => accounts.Registration.CompleteAsync(ada.Id, a.State, a.Credential, Cancel), Cancel)));

        Assert.Equal(3, results.Count(r => r.Succeeded));
        Assert.All(results.Where(r => !r.Succeeded), r => Assert.Equal(Failure.LimitReached, r.Failure));
        Assert.Equal(3, await CountAsync());
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    /// <summary>A ceremony that only needs to be completed.</summary>
    private async Task<(string State, string Credential)> AnswerAsync(Guid sessionId)
    {
        var started = (await accounts.Registration.BeginAsync(sessionId, cancellationToken: Cancel)).Value;
        using var another = new SoftwareAuthenticator();

        return (started.State, another.Create(started.OptionsJson));
    }

    private Task<int> CountAsync() => accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel));

    private async Task NothingIsKeptAsync()
    {
        Assert.Equal(0, await CountAsync());
        Assert.All(await accounts.AskAsync(db => db.SpentChallenges.ToListAsync(Cancel)), spent => Assert.True(Accounts.IsOfProvider(spent)));
    }
}
