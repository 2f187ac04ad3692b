using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The list in each of its states: what it advises, what it refuses and why, and what it signals to password managers.</summary>
public sealed class ManagePasskeysTests : ManagePasskeysTest
{
    [Fact]
    public async Task The_empty_list_says_what_a_passkey_is_good_for()
    {
        var list = List(await Accounts.SignInAsync());

        Assert.Equal(Text.Passkeys_None, list.Find("h2").TextContent);
        Assert.Equal(3, list.FindAll(".points li").Count);
        Assert.Empty(list.FindAll(".row, .notice, .section-head"));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task The_list_advises_a_second_passkey_if_the_only_one_is_on_one_device(bool isBackupEligible, bool isAdvised)
    {
        var ada = await Accounts.SignInAsync();
        Accounts.Authenticator.BackupEligible = isBackupEligible;
        await Accounts.RegisterAsync(ada);

        var list = List(ada);

        Assert.Equal(isAdvised ? 1 : 0, list.FindAll(".notice.accent").Count);
        Assert.Equal(isAdvised, list.Markup.Contains("If you lose the device, you need Example to sign in.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_passkeys_that_sign_in_get_no_advice_and_one_that_cannot_sign_in_does_not_count()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        var second = await Accounts.AddPasskeyAsync(ada);
        Assert.Empty(List(ada).FindAll(".notice"));

        await ChangeAsync(second, set => set.SetProperty(p => p.IsDiscoverable, false));
        Assert.Single(List(ada).FindAll(".notice.accent"));
    }

    [Fact]
    public async Task The_last_sign_in_method_cannot_be_removed_and_says_why_and_where_to_go()
    {
        var ada = await OnlyByPasskeyAsync();

        var list = List(ada);

        var remove = list.Find("[aria-disabled=true]");
        Assert.Equal(Text.Passkeys_CannotRemove, list.Find($"[id='{remove.GetAttribute("aria-describedby")}']").TextContent);
        Assert.Contains(Text.Passkeys_OnlyMethod, list.Find(".notice.warn").TextContent);
        Assert.Equal("/accounts", list.Find(".notice.warn a").GetAttribute("href"));
        Assert.Equal("button", remove.GetAttribute("type")); // it sends nothing
        Assert.Empty(list.FindAll(".notice.accent"));
    }

    [Fact]
    public async Task The_last_sign_in_method_is_the_passkey_that_signs_in_and_not_a_revoked_one()
    {
        var ada = await OnlyByPasskeyAsync();
        var dead = await Accounts.AddPasskeyAsync(ada);
        await ChangeAsync(dead, set => set.SetProperty(p => p.RevokedAt, Accounts.Start));

        var list = List(ada);

        Assert.Single(list.FindAll("[aria-disabled=true]"));
        Assert.NotNull(list.Find(".notice.warn"));
        Assert.Equal($"{dead.Id}", list.Find(".row-actions [name=id]").GetAttribute("value"));
        var question = Question(ada, dead);
        Assert.Contains("“Google Password Manager (2)”", question.Find("h1").TextContent);
        Assert.Single(question.FindAll(".methods li"));
    }

    [Fact]
    public async Task The_list_says_what_was_added_and_lets_the_script_signal_it()
    {
        var ada = await Accounts.SignInAsync();
        Assert.Single(List(ada).FindAll("[data-signal]"));

        var added = await Accounts.AddPasskeyAsync(ada);

        var list = Changed(ada, PasskeyChange.Added, added.Id);
        Assert.Single(list.FindAll("[data-signal]"));
        Assert.Single(list.FindAll(".row"));
        Assert.Contains("Passkey added: Google Password Manager.", list.Find(".notice.good[role=status]").TextContent);
    }

    [Fact]
    [Threat("CR-10")]
    public async Task The_list_says_that_a_new_passkey_the_sign_in_page_cannot_find_only_confirms()
    {
        var ada = await Accounts.SignInAsync();
        var added = await Accounts.AddPasskeyAsync(ada);
        await ChangeAsync(added, set => set.SetProperty(p => p.IsDiscoverable, false));

        Assert.Contains("it only confirms that it’s you", Changed(ada, PasskeyChange.Added, added.Id).Find(".notice.warn[role=status]").TextContent);
    }

    [Theory]
    [InlineData(nameof(PasskeyChange.Added))]
    [InlineData(nameof(PasskeyChange.Renamed))]
    [InlineData(nameof(PasskeyChange.Removed))]
    [Threat("WC-02")]
    public async Task An_address_cannot_claim_a_change_of_a_passkey_that_is_not_the_user_s_own(string change)
    {
        var hers = await Accounts.AddPasskeyAsync(await Accounts.SignInAsync());
        var mallory = await Accounts.SignInAsync("Mallory");

        var list = Changed(mallory, Enum.Parse<PasskeyChange>(change), hers.Id);

        Assert.Empty(list.FindAll(".notice.good, .toast, .row, [autofocus]"));
        Assert.DoesNotContain("Google", list.Markup);
    }

    [Fact]
    public async Task The_list_says_until_when_the_reauthentication_counts_and_hides_it_afterwards()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        Assert.Equal("No confirmation needed until 12:05 UTC", List(ada).Find(".section-head .message").TextContent);

        Accounts.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Empty(List(ada).FindAll(".section-head .message"));
    }

    [Fact]
    public async Task Only_the_passkeys_of_this_browser_are_marked()
    {
        var ada = await Accounts.SignInAsync();
        var first = await Accounts.AddPasskeyAsync(ada);
        var second = await Accounts.AddPasskeyAsync(ada);
        await ChangeAsync(first, set => set.SetProperty(p => p.LastUsedAt, Accounts.Start));

        Assert.Equal([("Google Password Manager (2)", "Created on this browser")], Marks(second.Id));
        Assert.Equal([("Google Password Manager", "Used on this browser")], Marks(Guid.NewGuid(), first.Id));
        Assert.Equal(2, Marks(first.Id, second.Id).Count());
        Assert.Empty(Marks());
        Assert.Empty(Marks(Guid.NewGuid()));

        IEnumerable<(string, string)> Marks(params Guid[] here) => List(ada, here).FindAll(".row:has(.badge.accent)")
            .Select(row => (row.QuerySelector("h3")!.TextContent, row.QuerySelector(".badge.accent")!.TextContent));
    }
}
