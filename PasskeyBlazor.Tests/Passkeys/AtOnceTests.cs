using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>Simultaneous registrations in the database.</summary>
public class AtOnceTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Threat("CC-01")]
    [InlineData("Ada", "Ada")]
    [InlineData("Ada", "Grace")]
    public async Task One_of_two_simultaneous_registrations_of_one_credential_is_kept(string first, string second)
    {
        for (var round = 1; round <= Exploration.Rounds(10); round++)
        {
            var sessions = new[] { await accounts.SignInAsync($"{first} {round}"), await accounts.SignInAsync($"{second} {round}") };
            using var authenticator = new SoftwareAuthenticator();
            var id = Guid.NewGuid().ToByteArray();
            var answers = new List<(Guid Session, string State, string Credential)>();
            foreach (var session in sessions)
            {
                var started = (await accounts.Registration.BeginAsync(session.Id, cancellationToken: Cancel)).Value;
                answers.Add((session.Id, started.State, authenticator.Create(started.OptionsJson, made => made.CredentialId = id)));
            }

            var results = await Task.WhenAll(answers.Select(answer => Task.Run(
                () => accounts.Registration.CompleteAsync(answer.Session, answer.State, answer.Credential, Cancel), Cancel)));

            Assert.Equal([null, Failure.PasskeyRefused], results.Select(r => r.Ending()).Order());
            Assert.Equal(round, await accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));
        }
    }

    [Fact]
    [Threat("CH-02", "HO-01")]
    public async Task One_of_a_hundred_simultaneous_answers_to_one_registration_is_kept()
    {
        for (var round = 1; round <= Exploration.Rounds(5); round++)
        {
            var ada = await accounts.SignInAsync($"Ada {round}");
            using var authenticator = new SoftwareAuthenticator();
            var started = (await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel)).Value;
            var credential = authenticator.Create(started.OptionsJson);

            var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(
                () => accounts.Registration.CompleteAsync(ada.Id, started.State, credential, Cancel), Cancel)));

            Assert.Single(results, r => r.Succeeded);
            Assert.Equal(round, await accounts.AskAsync(db => db.Passkeys.CountAsync(Cancel)));
        }
    }

    [Fact]
    [Threat("CC-01")]
    public async Task Ten_simultaneous_registrations_are_all_kept()
    {
        var ada = await accounts.SignInAsync();

        var added = await Task.WhenAll(Enumerable.Range(1, 10).Select(_ => Task.Run(() => accounts.AddPasskeyAsync(ada), Cancel)));

        Assert.Equal(added.Select(p => p.Id).Order(), (await accounts.Passkeys.ListAsync(ada.UserId, Cancel)).Select(p => p.Id).Order());
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();
}
