using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

public class UserPasskeysTests : IAsyncDisposable
{
    private readonly Accounts accounts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_holds_only_the_owner_s_passkeys_newest_first()
    {
        var ada = await accounts.SignInAsync();
        var first = await accounts.AddPasskeyAsync(ada);
        accounts.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await accounts.AddPasskeyAsync(ada);
        await accounts.AddPasskeyAsync(await accounts.SignInAsync("Grace"));

        var list = await accounts.Passkeys.ListAsync(ada.UserId, Cancel);

        Assert.Equal([second.Id, first.Id], list.Select(p => p.Id));
    }

    [Fact]
    [Threat("WB-05")]
    public async Task Another_user_s_passkey_is_not_found_and_does_not_change()
    {
        var ada = await accounts.SignInAsync();
        var hers = (await accounts.RegisterAsync(ada)).Value;
        await accounts.SignInWithPasskeyAsync();
        var mallory = await accounts.SignInAsync("Mallory");
        await accounts.AddPasskeyAsync(mallory);

        var renamed = await accounts.Passkeys.RenameAsync(mallory.Id, hers.Id, "mine now", Cancel);
        var removed = await accounts.Passkeys.RemoveAsync(mallory.Id, hers.Id, Cancel);

        Assert.Equal((Failure.PasskeyGone, Failure.PasskeyGone), (renamed.Failure, removed));
        Assert.Equal(hers.Name, Assert.Single(await accounts.Passkeys.ListAsync(ada.UserId, Cancel)).Name);
        Assert.Equal(1, await accounts.AskAsync(db => db.Sessions.CountAsync(s => s.PasskeyId == hers.Id, Cancel)));
    }

    [Fact]
    [Threat("WB-05")]
    public async Task A_passkey_that_does_not_exist_is_not_found_like_another_user_s()
    {
        var mallory = await accounts.SignInAsync("Mallory");

        foreach (var id in (Guid[])[Guid.NewGuid(), Guid.Empty, mallory.Id, mallory.UserId])
        {
            Assert.Equal(Failure.PasskeyGone, (await accounts.Passkeys.RenameAsync(mallory.Id, id, "mine now", Cancel)).Failure);
            Assert.Equal(Failure.PasskeyGone, await accounts.Passkeys.RemoveAsync(mallory.Id, id, Cancel));
        }
    }

    [Theory]
    [InlineData("Work laptop", "Work laptop")]
    [InlineData("  Work laptop \t", "Work laptop")]
    [InlineData("a\r\nb\0c\u001b[31md", "abc[31md")]
    [InlineData("\u202egnp.exe\u202c", "gnp.exe")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")] // a name is plain text; pages encode it
    [InlineData("👩‍👩‍👧 phone", "👩‍👩‍👧 phone")]
    [Threat("CR-13")]
    public async Task A_new_name_is_one_plain_line(string typed, string expected)
    {
        var ada = await accounts.SignInAsync();
        var passkey = await accounts.AddPasskeyAsync(ada);

        var renamed = await accounts.Passkeys.RenameAsync(ada.Id, passkey.Id, typed, Cancel);

        Assert.Equal(expected, renamed.Value.Name);
        Assert.Equal(expected, await NameAsync(passkey));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\u202e ")]
    [Threat("CR-13")]
    public async Task An_empty_name_changes_nothing(string? typed)
    {
        var ada = await accounts.SignInAsync();
        var passkey = await accounts.AddPasskeyAsync(ada);

        var renamed = await accounts.Passkeys.RenameAsync(ada.Id, passkey.Id, typed, Cancel);

        Assert.Null(renamed.Value.Name);
        Assert.Equal(passkey.Name, await NameAsync(passkey));
    }

    [Fact]
    [Threat("CR-13")]
    public async Task A_long_name_is_cut()
    {
        var ada = await accounts.SignInAsync();
        var passkey = await accounts.AddPasskeyAsync(ada);

        await accounts.Passkeys.RenameAsync(ada.Id, passkey.Id, new string('x', 10_000), Cancel);

        Assert.Equal(new string('x', UserPasskeys.MaxNameLength), await NameAsync(passkey));
    }

    [Theory]
    [Threat("CR-13")]
    [InlineData("phone", "phone (2)")]
    [InlineData("Phone", "Phone (2)")]
    [InlineData("laptop", "laptop")] // its own name
    public async Task A_name_that_another_passkey_has_gets_a_number(string typed, string expected)
    {
        var ada = await accounts.SignInAsync();
        var laptop = await accounts.AddPasskeyAsync(ada);
        var phone = await accounts.AddPasskeyAsync(ada);
        await accounts.AddPasskeyAsync(await accounts.SignInAsync("Grace")); // another user's names do not count
        await accounts.Passkeys.RenameAsync(ada.Id, laptop.Id, "laptop", Cancel);
        await accounts.Passkeys.RenameAsync(ada.Id, phone.Id, "phone", Cancel);

        var renamed = await accounts.Passkeys.RenameAsync(ada.Id, laptop.Id, typed, Cancel);

        Assert.Equal(expected, renamed.Value.Name);
        Assert.Equal(expected, await NameAsync(laptop));
    }

    [Fact]
    [Threat("CR-13")]
    public async Task The_longest_name_has_room_for_its_number()
    {
        var ada = await accounts.SignInAsync();
        var first = await accounts.AddPasskeyAsync(ada);
        var second = await accounts.AddPasskeyAsync(ada);

        await accounts.Passkeys.RenameAsync(ada.Id, first.Id, new string('x', 100), Cancel);
        await accounts.Passkeys.RenameAsync(ada.Id, second.Id, new string('x', 100), Cancel);

        Assert.Equal(new string('x', 96) + " (2)", await NameAsync(second));
    }

    [Fact]
    [Threat("CC-05")]
    public async Task A_simultaneous_rename_and_removal_leave_no_passkey_and_say_so()
    {
        var ada = await accounts.SignInAsync();
        var passkey = await accounts.AddPasskeyAsync(ada);

        var renamed = Task.Run(() => accounts.Passkeys.RenameAsync(ada.Id, passkey.Id, "x", Cancel), Cancel);
        var removed = Task.Run(() => accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel), Cancel);

        Assert.True((await renamed) is { Succeeded: true } or { Failure: Failure.PasskeyGone });
        Assert.Null(await removed);
        Assert.Empty(await accounts.Passkeys.ListAsync(ada.UserId, Cancel));
        Assert.Equal(Failure.PasskeyGone, await accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel));
    }

    [Fact]
    [Threat("CC-05")]
    public async Task Six_simultaneous_renames_are_all_saved()
    {
        var ada = await accounts.SignInAsync();
        var passkey = await accounts.AddPasskeyAsync(ada);

        var renamed = await Task.WhenAll(Enumerable.Range(1, 6).Select(tab => Task.Run(() => accounts.Passkeys.RenameAsync(ada.Id, passkey.Id, $"tab {tab}", Cancel), Cancel)));

        Assert.All(renamed, one => Assert.True(one.Succeeded));
        Assert.Equal(6, await accounts.AskAsync(db => db.AccountEvents.CountAsync(e => e.Kind == AccountEventKind.PasskeyRenamed, Cancel)));
    }

    [Fact]
    public async Task The_sessions_that_end_with_a_passkey_are_its_own_open_ones()
    {
        var ada = await accounts.SignInAsync();
        var passkey = (await accounts.RegisterAsync(ada)).Value;
        var first = (await accounts.SignInWithPasskeyAsync()).Value;
        var second = (await accounts.SignInWithPasskeyAsync()).Value;
        await accounts.AskAsync(db => db.Sessions.Where(s => s.Id == first.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, Accounts.Start), Cancel));

        Assert.Equal([second.Id], await accounts.Passkeys.SessionsOfAsync(ada.UserId, passkey.Id, Cancel));
        Assert.Empty(await accounts.Passkeys.SessionsOfAsync((await accounts.SignInAsync("Mallory")).UserId, passkey.Id, Cancel));
    }

    [Fact]
    public async Task Removing_a_passkey_ends_the_sessions_that_it_opened_and_no_others()
    {
        var ada = await accounts.SignInAsync();
        var passkey = (await accounts.RegisterAsync(ada)).Value;
        await accounts.SignInWithPasskeyAsync();
        await accounts.SignInWithPasskeyAsync();

        await accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel);

        Assert.Empty(await accounts.Passkeys.ListAsync(ada.UserId, Cancel));
        Assert.Equal(ada.Id, (await accounts.AskAsync(db => db.Sessions.SingleAsync(Cancel))).Id);
    }

    [Fact]
    public async Task The_last_sign_in_method_is_not_removed()
    {
        var ada = await accounts.SignInAsync();
        await accounts.RegisterAsync(ada);
        var session = await OnlyByPasskeyAsync();

        var failure = await accounts.Passkeys.RemoveAsync(session.Id, session.PasskeyId!.Value, Cancel);

        Assert.Equal(Failure.OnlySignInMethod, failure);
        Assert.Single(await accounts.Passkeys.ListAsync(ada.UserId, Cancel));
        Assert.True(await accounts.AskAsync(db => db.Sessions.AnyAsync(s => s.Id == session.Id, Cancel)));
    }

    [Fact]
    [Threat("CC-03")]
    public async Task One_of_two_simultaneous_removals_of_the_last_two_sign_in_methods_is_refused()
    {
        for (var round = 0; round < 10; round++)
        {
            await using var fresh = new Accounts();
            var ada = await fresh.SignInAsync();
            await fresh.RegisterAsync(ada);
            var other = await fresh.AddPasskeyAsync(ada);
            var session = await OnlyByPasskeyAsync(fresh);

            var failures = await Task.WhenAll(
                Task.Run(() => fresh.Passkeys.RemoveAsync(session.Id, other.Id, Cancel), Cancel),
                Task.Run(() => fresh.Passkeys.RemoveAsync(session.Id, session.PasskeyId!.Value, Cancel), Cancel));

            // The second may already find itself signed out by the first; what matters is that one passkey is left.
            Assert.Single(failures, f => f is null);
            Assert.Single(await fresh.Passkeys.ListAsync(ada.UserId, Cancel));
        }
    }

    [Fact]
    public async Task A_change_that_the_database_cannot_save_is_refused()
    {
        var ada = await accounts.SignInAsync();
        var passkey = await accounts.AddPasskeyAsync(ada);

        await using var refused = await RefusedWrites.OfAsync(accounts.Database);
        var renamed = await accounts.Passkeys.RenameAsync(ada.Id, passkey.Id, "x", Cancel);
        var removed = await accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel);

        Assert.Equal((Failure.NotSaved, Failure.NotSaved), (renamed.Failure, removed));
        Assert.Equal(passkey.Name, await NameAsync(passkey));
    }

    [Fact]
    [Threat("OA-20")]
    public async Task Changes_require_reauthentication()
    {
        var ada = await accounts.SignInAsync();
        var passkey = await accounts.AddPasskeyAsync(ada);

        accounts.Clock.Advance(TimeSpan.FromMinutes(5));
        var renamed = await accounts.Passkeys.RenameAsync(ada.Id, passkey.Id, "x", Cancel);
        var removed = await accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel);

        Assert.Equal((Failure.ReauthenticationNeeded, Failure.ReauthenticationNeeded), (renamed.Failure, removed));
        Assert.Equal(passkey.Name, await NameAsync(passkey));
    }

    [Fact]
    [Threat("CC-07")]
    public async Task Changes_require_an_open_session()
    {
        var ada = await accounts.SignInAsync();
        var passkey = await accounts.AddPasskeyAsync(ada);

        await accounts.AskAsync(db => db.Sessions.ExecuteDeleteAsync(Cancel));
        var renamed = await accounts.Passkeys.RenameAsync(ada.Id, passkey.Id, "x", Cancel);
        var removed = await accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel);

        Assert.Equal((Failure.SignedOut, Failure.SignedOut), (renamed.Failure, removed));
        Assert.Equal(passkey.Name, await NameAsync(passkey));
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private async Task<string?> NameAsync(Passkey passkey) =>
        (await accounts.AskAsync(db => db.Passkeys.SingleAsync(p => p.Id == passkey.Id, Cancel))).Name;

    /// <summary>A sign-in with the authenticator's passkey to an account without a connected account.</summary>
    private Task<Session> OnlyByPasskeyAsync() => OnlyByPasskeyAsync(accounts);

    private static async Task<Session> OnlyByPasskeyAsync(Accounts accounts)
    {
        var session = (await accounts.SignInWithPasskeyAsync()).Value;
        await accounts.AskAsync(db => db.Sessions.Where(s => s.ExternalIdentityId != null).ExecuteDeleteAsync(Cancel));
        await accounts.AskAsync(db => db.ExternalIdentities.ExecuteDeleteAsync(Cancel));

        return session;
    }
}
