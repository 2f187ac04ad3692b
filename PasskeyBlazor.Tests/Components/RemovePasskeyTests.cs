using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.SignIn;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The dialog that asks before a passkey is removed, and what the list shows and does afterwards.</summary>
public sealed class RemovePasskeyTests : ManagePasskeysTest
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

        Assert.Equal(["Google Password Manager (2)", "Example"], Ways(Question(ada, asked)));

        await ChangeAsync(other, set => set.SetProperty(p => p.RevokedAt, Accounts.Start));
        Assert.Equal(["Example"], Ways(Question(ada, asked)));
    }

    [Fact]
    public async Task The_dialog_says_which_sessions_end_and_whether_this_is_one()
    {
        var ada = await Accounts.SignInAsync();
        var passkey = (await Accounts.RegisterAsync(ada)).Value;
        Assert.Contains(Text.Passkeys_RemoveText, Question(ada, passkey).Markup);

        var byPasskey = (await Accounts.SignInWithPasskeyAsync()).Value;
        Assert.Contains(Text.Passkeys_RemoveTextSession, Question(ada, passkey).Markup);
        Assert.DoesNotContain(Text.Passkeys_RemoveHere, Question(ada, passkey).Markup);
        Assert.Contains(Text.Passkeys_RemoveHere, Question(byPasskey, passkey).Markup);
        Assert.Contains(Text.Passkeys_RemoveTextHere, Question(byPasskey, passkey).Markup); // and not twice that this session ends

        await Accounts.SignInWithPasskeyAsync();
        Assert.Contains("and the 2 sessions that were opened or confirmed with it end now.", Question(ada, passkey).Markup);
    }

    [Theory]
    [InlineData("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "If your device still offers it afterwards, delete it there too.")]
    [InlineData("2fc0579f-8113-47ea-b116-bb5a8db9202a", "It stays on the security key")]
    public async Task The_dialog_says_where_it_stays(string make, string expected)
    {
        var ada = await Accounts.SignInAsync();
        var passkey = await Accounts.AddPasskeyAsync(ada);
        await ChangeAsync(passkey, set => set.SetProperty(p => p.Aaguid, new Guid(make)));

        Assert.Contains(expected, Question(ada, passkey).Markup);
    }

    [Fact]
    public async Task After_a_removal_the_list_says_so_and_lets_the_script_signal_what_remains()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        var goes = await Accounts.AddPasskeyAsync(ada);
        await Accounts.Passkeys.RenameAsync(ada.Id, goes.Id, "laptop", Cancel);
        await Accounts.Passkeys.RemoveAsync(ada.Id, goes.Id, Cancel);

        var list = Changed(ada, PasskeyChange.Removed, goes.Id);

        Assert.Equal("Removed “laptop”.", list.Find("[role=status] .toast p").TextContent);
        Assert.Equal("Google Password Manager", Assert.Single(list.FindAll(".row h3")).TextContent);
        Assert.True(list.Find("#list").HasAttribute("autofocus"));
        Assert.Single(list.FindAll("[data-signal]"));
    }

    [Fact]
    [Threat("CC-05")]
    public async Task The_list_says_that_a_passkey_was_removed_meanwhile()
    {
        var ada = await Accounts.SignInAsync();

        var list = Failed(ada, Failure.PasskeyGone);

        Assert.Contains(Text.Passkeys_Gone, list.Find(".notice[role=alert]").TextContent);
        Assert.Empty(list.FindAll(".row, .toast, .notice.bad"));
    }

    [Theory]
    [InlineData("another user's")]
    [InlineData("the only sign-in method")]
    [InlineData("removed meanwhile")]
    [Threat("WB-05")]
    public async Task There_is_no_question_about_a_passkey_that_cannot_be_removed(string which)
    {
        var ada = await OnlyByPasskeyAsync();
        var passkey = ada.Passkey!;
        var asked = which == "another user's" ? await Accounts.SignInAsync("Mallory") : ada;
        if (which == "removed meanwhile")
        {
            passkey = await Accounts.AddPasskeyAsync(ada);
            await Accounts.AskAsync(db => db.Passkeys.Where(p => p.Id == passkey.Id).ExecuteDeleteAsync(Cancel));
        }

        var question = Question(asked, passkey);

        Assert.Empty(question.Markup);
        Assert.EndsWith("/passkeys", Address);
    }

    [Fact]
    [Threat("OA-20")]
    public async Task An_old_sign_in_needs_reauthentication_before_the_question_and_comes_back_to_it()
    {
        var ada = await Accounts.SignInAsync();
        var passkey = await Accounts.AddPasskeyAsync(ada);
        Accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Empty(Question(ada, passkey).Markup);

        Assert.EndsWith(ReauthenticationAddress.For($"/passkeys/remove?id={passkey.Id}", ReauthenticationReason.Remove), Address);
    }
}
