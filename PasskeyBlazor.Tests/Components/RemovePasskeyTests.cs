using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.SignIn;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The dialog that asks before a passkey is removed, and what the list shows and does afterwards.</summary>
public sealed class RemovePasskeyTests : OwnPasskeysTest
{
    [Fact]
    public async Task The_dialog_counts_only_sign_in_methods_that_work()
    {
        var ada = await Accounts.SignInAsync();
        var asked = await Accounts.AddPasskeyAsync(ada);
        var other = await Accounts.AddPasskeyAsync(ada);
        await Accounts.AskAsync(async db =>
        {
            db.ExternalIdentities.Add(new ExternalIdentity
            {
                UserId = ada.UserId,
                Provider = "Former",
                Issuer = "https://former.example",
                Subject = "ada",
                CreatedAt = Accounts.Start,
                LastUsedAt = Accounts.Start,
            });
            return await db.SaveChangesAsync(Cancel);
        });

        var list = List(ada);
        await AskAsync(list, asked);
        Assert.Equal(["Google Password Manager (2)", "Example"], Ways(list));

        await ChangeAsync(other, set => set.SetProperty(p => p.RevokedAt, Accounts.Start));
        list = List(ada);
        await AskAsync(list, asked);
        Assert.Equal(["Example"], Ways(list));
    }

    [Fact]
    public async Task The_dialog_says_which_sessions_end_and_whether_this_is_one()
    {
        var ada = await Accounts.SignInAsync();
        var passkey = (await Accounts.RegisterAsync(ada)).Value;
        Assert.Contains(Text.Passkeys_RemoveText, await DialogAsync(ada, passkey));

        var byPasskey = (await Accounts.SignInWithPasskeyAsync()).Value;
        Assert.Contains(Text.Passkeys_RemoveTextSession, await DialogAsync(ada, passkey));
        Assert.DoesNotContain(Text.Passkeys_RemoveHere, await DialogAsync(ada, passkey));
        Assert.Contains(Text.Passkeys_RemoveHere, await DialogAsync(byPasskey, passkey));

        await Accounts.SignInWithPasskeyAsync();
        Assert.Contains("and the 2 sessions it opened end now.", await DialogAsync(ada, passkey));
    }

    [Theory]
    [InlineData("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "It stays in your password manager")]
    [InlineData("2fc0579f-8113-47ea-b116-bb5a8db9202a", "It stays on the security key")]
    public async Task The_dialog_says_where_it_stays(string make, string expected)
    {
        var ada = await Accounts.SignInAsync();
        var passkey = await Accounts.AddPasskeyAsync(ada);
        await ChangeAsync(passkey, set => set.SetProperty(p => p.Aaguid, new Guid(make)));

        Assert.Contains(expected, await DialogAsync(ada, passkey));
    }

    [Fact]
    public async Task After_a_removal_the_list_says_so_and_signals_the_remaining_passkeys_to_password_managers()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        var goes = await Accounts.AddPasskeyAsync(ada);
        var list = List(ada);

        await AskAsync(list, goes);
        await RemoveAskedAsync(list);

        Assert.Equal("Removed “Google Password Manager (2)”.", list.Find("[role=status] .toast p").TextContent);
        Assert.Equal("Google Password Manager", Assert.Single(list.FindAll(".row h3")).TextContent);
        JSInterop.VerifyFocusAsyncInvoke();
        await list.WaitForAssertionAsync(() => Assert.Equal([2, 1], Told().Select(signal => signal.CredentialIds.Count)));
    }

    [Fact]
    [Threat("CC-05")]
    public async Task The_list_says_that_a_passkey_was_removed_meanwhile()
    {
        var ada = await Accounts.SignInAsync();
        var passkey = await Accounts.AddPasskeyAsync(ada);
        var list = List(ada);
        await AskAsync(list, passkey);

        await Accounts.Passkeys.RemoveAsync(ada.Id, passkey.Id, Cancel);
        await RemoveAskedAsync(list);

        Assert.Contains(Text.Passkeys_Gone, list.Find(".notice[role=alert]").TextContent);
        Assert.Empty(list.FindAll(".row, .toast, .notice.bad"));
    }

    [Fact]
    public async Task A_refusal_by_the_server_is_shown_whatever_the_page_expected()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.RegisterAsync(ada);
        var byPasskey = (await Accounts.SignInWithPasskeyAsync()).Value;
        var list = List(byPasskey);
        await AskAsync(list, byPasskey.Passkey!);

        await Accounts.AskAsync(db => db.Sessions.Where(s => s.ExternalIdentityId != null).ExecuteDeleteAsync(Cancel));
        await Accounts.AskAsync(db => db.ExternalIdentities.ExecuteDeleteAsync(Cancel));
        await RemoveAskedAsync(list);

        Assert.Contains(Text.Passkeys_OnlyMethodStays, list.Find(".notice.bad[role=alert]").TextContent);
        Assert.NotNull(list.Find("[aria-disabled=true]"));
        Assert.Empty(list.FindAll(".toast"));
    }

    [Fact]
    [Threat("SE-04")]
    public async Task Removing_the_passkey_that_opened_this_session_leads_to_sign_in_at_once()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.RegisterAsync(ada);
        var byPasskey = (await Accounts.SignInWithPasskeyAsync()).Value;
        var list = List(byPasskey);

        await AskAsync(list, byPasskey.Passkey!);
        await RemoveAskedAsync(list);

        Assert.EndsWith(SignInAddress.SignedOut("/passkeys"), Address);
        Assert.Empty(Told()[^1].CredentialIds);
    }

    [Theory]
    [Threat("OA-20")]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_removal_continues_after_reauthentication_unless_it_would_end_this_session(bool isByPasskey, bool goesOn)
    {
        var ada = await Accounts.SignInAsync();
        var passkey = (await Accounts.RegisterAsync(ada)).Value;
        var session = isByPasskey ? (await Accounts.SignInWithPasskeyAsync()).Value : ada;
        Interruption = new Interrupted(Interrupted.Remove, passkey.Id);

        var list = List(session);

        await list.WaitForAssertionAsync(() => Assert.Equal(goesOn ? 0 : 1, list.FindAll(".row").Count));
        await list.WaitForAssertionAsync(() => Assert.Equal(goesOn ? 0 : 1, Dialog.Invocations.Count(i => i.Identifier == "open")));
    }
}
