using Bunit;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Account;
using PasskeyBlazor.Components.Account;
using PasskeyBlazor.Data;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The links to the other pages of the account, and the summary beside each.</summary>
public sealed class AlsoInAccountTests : ComponentTest
{
    public AlsoInAccountTests()
    {
        Services.AddSingleton(Accounts.Get<UserAccount>());
        Services.AddSingleton(Accounts.Get<ProviderDirectory>());
    }

    [Fact]
    public async Task A_new_account_has_no_passkey_one_provider_and_this_browser()
    {
        var rows = Rows(Also(await Accounts.SignInAsync()));

        Assert.Equal(["Passkeys None yet", "Connected accounts Example", "Sessions This browser only"], rows[..3]);
        Assert.StartsWith("Activity Signed in today at 12:00 UTC", rows[3]);
    }

    [Fact]
    public async Task The_figures_are_those_of_the_owner_and_of_what_is_open()
    {
        var ada = await Accounts.SignInAsync();
        await Accounts.AddPasskeyAsync(ada);
        await Accounts.AddPasskeyAsync(await Accounts.SignInAsync("Grace"));
        Accounts.Clock.Advance(TimeSpan.FromMinutes(59));
        var second = await Accounts.SignInAsync();
        await Accounts.SignInAsync();
        Accounts.Clock.Advance(TimeSpan.FromMinutes(2)); // the first has ended, and is not swept yet

        var rows = Rows(Also(second));

        Assert.Equal("Passkeys 1", rows[0]);
        Assert.Equal("Sessions 2 signed in", rows[2]);
    }

    [Fact]
    public async Task The_current_page_is_not_among_the_links()
    {
        var also = Also(await Accounts.SignInAsync(), except: "/sessions");

        Assert.Equal(["/passkeys", "/accounts", "/activity"], also.FindAll("a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task What_was_changed_on_the_page_is_asked_for_again()
    {
        var ada = await Accounts.SignInAsync();
        var also = Also(ada);
        await Accounts.AddPasskeyAsync(ada);

        await also.InvokeAsync(also.Instance.ReloadAsync);

        Assert.Equal("Passkeys 1", Rows(also)[0]);
    }

    [Fact]
    public void Nothing_is_said_without_a_session() => Assert.All(Also(null).FindAll("small"), state => Assert.Empty(state.TextContent));

    private IRenderedComponent<AlsoInAccount> Also(Session? session, string? except = null) =>
        Render<AlsoInAccount>(p =>
        {
            SignIn(p, session);
            p.Add(a => a.Except, except);
        });

    private static string[] Rows(IRenderedComponent<AlsoInAccount> also) =>
        [.. also.FindAll("a").Select(row => $"{row.QuerySelector("span")!.TextContent} {row.QuerySelector("small")!.TextContent}")];
}
