using System.Buffers.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

public class PasskeySignalsTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    public static TheoryData<string> Faults => [.. LostAnswers.Kinds.Keys];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PasskeySignals Signals => accounts.Get<PasskeySignals>();

    [Fact]
    public async Task An_account_is_named_as_in_its_creation_options()
    {
        var ada = await accounts.SignInAsync();
        await accounts.AskAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.Email, "ada@example.com"), Cancel));

        var options = JsonNode.Parse((await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel)).Value.OptionsJson)!;
        var signal = await Signals.OfAsync(ada.UserId, Cancel);

        Assert.Equal(
            ((string)options["rp"]!["id"]!, (string)options["user"]!["id"]!, (string)options["user"]!["name"]!, (string)options["user"]!["displayName"]!),
            (signal!.RpId, signal.UserId, signal.Name, signal.DisplayName));
        Assert.Empty(signal.CredentialIds);
    }

    [Fact]
    public async Task A_person_without_a_name_and_an_address_still_has_a_name_in_password_managers()
    {
        var ada = await accounts.SignInAsync();
        await accounts.AskAsync(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, (string?)null), Cancel));

        var options = JsonNode.Parse((await accounts.Registration.BeginAsync(ada.Id, cancellationToken: Cancel)).Value.OptionsJson)!;
        var signal = await Signals.OfAsync(ada.UserId, Cancel);

        Assert.Equal((Text.NameUnknown, Text.NameUnknown), ((string)options["user"]!["name"]!, (string)options["user"]!["displayName"]!));
        Assert.Equal((Text.NameUnknown, Text.NameUnknown), (signal!.Name, signal.DisplayName));
    }

    [Fact]
    public async Task The_signal_lists_all_passkeys_of_the_owner_also_those_that_can_become_valid_again()
    {
        var ada = await accounts.SignInAsync();
        var first = await accounts.AddPasskeyAsync(ada);
        var second = await accounts.AddPasskeyAsync(ada);
        var onlyConfirms = await accounts.AddPasskeyAsync(ada);
        var unusable = await accounts.AddPasskeyAsync(ada);
        await accounts.AddPasskeyAsync(await accounts.SignInAsync("Grace"));

        await accounts.AskAsync(db => db.Passkeys.Where(p => p.Id == first.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, Accounts.Start), Cancel));
        await accounts.AskAsync(db => db.Passkeys.Where(p => p.Id == onlyConfirms.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.IsDiscoverable, false), Cancel));
        await accounts.AskAsync(db => db.Passkeys.Where(p => p.Id == unusable.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.UnusableSince, Accounts.Start), Cancel));
        var signal = await Signals.OfAsync(ada.UserId, Cancel);

        Assert.Equal(
            new[] { first, second, onlyConfirms, unusable }.Select(p => Base64Url.EncodeToString(p.CredentialId)).Order(),
            signal!.CredentialIds.Order());
    }

    [Fact]
    [Threat("AN-09")]
    public async Task A_passkey_is_unknown_only_when_the_database_answers_that_no_account_has_it()
    {
        var passkey = await accounts.AddPasskeyAsync(await accounts.SignInAsync());

        Assert.True(await Signals.IsUnknownAsync([1, 2, 3], Cancel));
        Assert.False(await Signals.IsUnknownAsync(passkey.CredentialId, Cancel));
        Assert.False(await Signals.IsUnknownAsync(credentialId: null, Cancel));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    [Threat("AN-09")]
    public async Task Nothing_is_unknown_while_the_database_does_not_answer(string fault)
    {
        accounts.Connection.Break(fault);

        Assert.False(await Signals.IsUnknownAsync([1, 2, 3], Cancel));
        accounts.Connection.Mend();
        Assert.True(await Signals.IsUnknownAsync([1, 2, 3], Cancel));
    }

    [Fact]
    public async Task A_deleted_account_has_no_signal() => Assert.Null(await Signals.OfAsync(Guid.NewGuid(), Cancel));

    public ValueTask DisposeAsync() => accounts.DisposeAsync();
}
