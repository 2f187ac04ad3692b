using PasskeyBlazor.Account;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Providers;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Account;

/// <summary>One of several connected accounts is the profile source, which says a person's name. The person chooses it.</summary>
public sealed class ProfileSourceTests(LinkingApp shared) : LinkingTest(shared), IClassFixture<LinkingApp>
{
    [Fact]
    public async Task The_profile_source_is_refreshed_by_asking_its_provider_again()
    {
        var ada = await SignInAsync(Browser);
        Home.Claims["name"] = "Ada King";
        Home.Claims["email"] = "king@example.org";
        var before = await Browser.GetStringAsync(ProfileAddress.Path, Cancel);

        using var end = await Browser.PostFormAsync(ProfileAddress.Path, "/session/confirm/provider", new Dictionary<string, string>
        {
            ["provider"] = LinkingApp.Home,
            ["returnUrl"] = ProfileAddress.Path,
        });

        Assert.Contains("aria-label=\"Refresh from Home, Ada", before);
        Assert.DoesNotContain("Ada King", before);
        Assert.Equal(ProfileAddress.Path, EndOf(end));
        Assert.Contains("Ada King", await end.Content.ReadAsStringAsync(Cancel));
        var now = (await Browser.WhoAsync())!;
        Assert.Equal((ada.UserId, "Ada King", "king@example.org"), (now.UserId, now.Name, now.Email));
    }

    [Fact]
    public async Task An_account_that_is_not_the_profile_source_refreshes_only_itself()
    {
        var ada = await SignInAsync(Browser);
        await ConnectMoreAsync("Ada at work");
        More.Claims["name"] = "Ada at another work";
        using var elsewhere = App.Browser();

        var now = await SignInAsync(elsewhere, LinkingApp.More);

        Assert.Equal((ada.UserId, "Ada", ada.Email), (now.UserId, now.Name, now.Email));
        Assert.Equal(("Ada at another work", false), Said(await IdentityAsync(ada.UserId, LinkingApp.More)));
        Assert.Equal(("Ada", true), Said(await IdentityAsync(ada.UserId, LinkingApp.Home)));
    }

    [Fact]
    public async Task The_chosen_profile_source_stays_after_a_sign_in_with_the_other_account()
    {
        var ada = await SignInAsync(Browser);
        await ConnectMoreAsync("Ada at work");
        var more = await IdentityAsync(ada.UserId, LinkingApp.More);
        using var chosen = await Browser.PostFormAsync(ProfileAddress.Path, "/session/account/shown", new Dictionary<string, string> { ["id"] = $"{more.Id}" });
        Home.Claims["name"] = "Ada King";
        using var elsewhere = App.Browser();

        var now = await SignInAsync(elsewhere);

        Assert.Equal((ada.UserId, "Ada at work", More.Email, LinkingApp.Home), (now.UserId, now.Name, now.Email, now.Method));
        Assert.Equal(("Ada at work", true), Said(await IdentityAsync(ada.UserId, LinkingApp.More)));
        Assert.Equal(("Ada King", false), Said(await IdentityAsync(ada.UserId, LinkingApp.Home)));
    }

    private static (string?, bool) Said(ExternalIdentity identity) => (identity.Name, identity.IsProfileSource);

    private async Task ConnectMoreAsync(string name)
    {
        More.Claims["name"] = name;
        using var asked = await ConnectAsync(Browser);
        using var done = await SayYesAsync(Browser);
    }

    private async Task<ExternalIdentity> IdentityAsync(Guid userId, string provider) =>
        Assert.Single(await IdentitiesOfAsync(userId), i => i.Provider == provider);
}
