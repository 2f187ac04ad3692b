using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Account;
using PasskeyBlazor.Components.Home;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>What Home says to a signed-in user before a press: it offers a passkey only where one is missing.</summary>
public sealed class SignedInHomeTests : PanelTest
{
    private const string Create = "Create a passkey", OnPhone = "Use a phone", OnKey = "Use a security key", Manage = "Manage passkeys";

    public SignedInHomeTests()
    {
        Services.AddSingleton(Accounts.Get<UserAccount>());
        Services.AddSingleton(Accounts.Get<ProviderDirectory>());
        Services.AddSingleton(Accounts.Get<PasskeyOffers>());
        Script.Setup<Capabilities>("capabilities").SetResult(Able);
    }

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_passkey_it_offers_one_also_when_the_sign_in_is_old()
    {
        var ada = await Accounts.SignInAsync();
        Says(Home(ada), "Add a passkey", Create);

        Accounts.Clock.Advance(TimeSpan.FromMinutes(6));
        Says(Home(ada), "Add a passkey", Create);
        Assert.DoesNotContain("Confirm", Home(ada).Markup);
    }

    [Theory]
    [InlineData(true, "You’re all set.“Laptop” signs you in on this browser.", Manage)]
    [InlineData(false, "You’re all set.“Laptop” signs you in on this browser. It stays on this device", OnPhone, OnKey, "Manage")]
    public async Task With_a_passkey_here_all_is_set_and_one_that_stays_on_the_device_gets_a_second_one(bool isSynced, string sentence, params string[] actions)
    {
        var ada = await Accounts.SignInAsync();
        var here = await KeepAsync(ada, isSynced);

        Says(Home(ada, here), sentence, actions);
    }

    [Theory]
    [InlineData("another passkey")]
    [InlineData("nothing")]
    [InlineData("a passkey of another user")]
    public async Task What_is_not_an_own_passkey_here_leaves_the_offer(string kept)
    {
        var ada = await Accounts.SignInAsync();
        await KeepAsync(ada);
        var ids = kept switch
        {
            "another passkey" => [Guid.NewGuid()],
            "nothing" => (Guid[])[],
            _ => [await KeepAsync(await Accounts.SignInAsync("Grace"))],
        };

        Says(Home(ada, ids), "Add another passkey", Create);
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("revoked")]
    [InlineData("only confirms")]
    public async Task A_passkey_here_that_cannot_sign_in_is_not_enough(string change)
    {
        var ada = await Accounts.SignInAsync();
        var here = await KeepAsync(ada);
        await Accounts.AskAsync(db => change switch
        {
            "removed" => db.Passkeys.ExecuteDeleteAsync(Cancel),
            "revoked" => db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.RevokedAt, Accounts.Start), Cancel),
            _ => db.Passkeys.ExecuteUpdateAsync(set => set.SetProperty(p => p.IsDiscoverable, false), Cancel),
        });

        Says(Home(ada, here), "Add a passkey", Create);
    }

    [Fact]
    public async Task The_passkey_that_was_used_last_here_gives_its_name_and_two_are_enough()
    {
        var ada = await Accounts.SignInAsync();
        var first = await KeepAsync(ada, isSynced: false, "Laptop");
        var second = await KeepAsync(ada, isSynced: false, "Password manager");

        Says(Home(ada, second, first), "“Password manager” signs you in", Manage);
    }

    [Theory]
    [InlineData("limit", "You have 2 passkeys, the most allowed.")]
    [InlineData("not now", "No passkey in this browser.You chose not to be asked for now. You can add one any time on the Passkeys page.")]
    [InlineData("never", "No passkey in this browser.")]
    [InlineData("passkey", "You’re all set.You signed in with a passkey.")]
    public async Task It_does_not_urge_where_the_person_has_enough_or_has_declined(string why, string sentence)
    {
        var ada = await Accounts.SignInAsync();
        switch (why)
        {
            case "limit":
                await KeepAsync(ada);
                await KeepAsync(ada);
                break;
            case "passkey":
                await Accounts.RegisterAsync(ada);
                ada = (await Accounts.SignInWithPasskeyAsync()).Value;
                break;
            default:
                await Accounts.Get<PasskeyOffers>().DeclineAsync(ada.Id, forGood: why == "never", Cancel);
                break;
        }

        var home = Home(ada);

        Says(home, sentence, Manage);
        Assert.Equal("/passkeys", home.Find(".panel a").GetAttribute("href"));
        Assert.Empty(home.FindAll("[data-create]"));
    }

    [Theory]
    [InlineData("limit")]
    [InlineData("declined")]
    [InlineData("passkey")]
    public async Task It_offers_no_second_one_there_either(string why)
    {
        var ada = await Accounts.SignInAsync();
        var here = (await Accounts.RegisterAsync(ada)).Value.Id;
        switch (why)
        {
            case "limit":
                await KeepAsync(ada, isSynced: false, revoked: true);
                break;
            case "passkey":
                ada = (await Accounts.SignInWithPasskeyAsync()).Value;
                break;
            default:
                await Accounts.Get<PasskeyOffers>().DeclineAsync(ada.Id, forGood: true, Cancel);
                break;
        }

        Says(Home(ada, here), "You’re all set.", Manage);
    }

    [Fact]
    public async Task A_browser_that_cannot_create_one_reads_that_all_is_set()
    {
        Script.Setup<Capabilities>("capabilities").SetResult(new Capabilities(IsSecureContext: true, HasWebAuthn: false, HasPlatformAuthenticator: false, CanUsePhone: null));
        var ada = await Accounts.SignInAsync();
        var here = await KeepAsync(ada);

        Says(Home(ada, here), "You’re all set.", Manage);
    }

    [Fact]
    public async Task After_a_passkey_is_created_here_and_Done_all_is_set()
    {
        Answers(options => new BrowserAnswer(Accounts.Authenticator.Create(options, made => made.Flags |= AuthenticatorBits.BE | AuthenticatorBits.BS), null));
        var home = Home(await Accounts.SignInAsync());

        await home.Find("[data-create]").ClickAsync(new());
        Assert.Contains("Passkey added: Google Password Manager.", home.Find(".panel").TextContent);
        await home.Find(".panel button").ClickAsync(new());

        Says(home, "You’re all set.“Google Password Manager” signs you in on this browser.", Manage);
    }

    [Fact]
    public async Task After_a_passkey_is_created_on_a_phone_the_offer_of_one_here_stays()
    {
        Answers(options => new BrowserAnswer(Accounts.Authenticator.Create(options, made => made.BendJson = json => json["authenticatorAttachment"] = "cross-platform"), null));
        var home = Home(await Accounts.SignInAsync());

        await home.Find("[data-create]").ClickAsync(new());
        await home.Find(".panel button").ClickAsync(new());

        Says(home, "Add another passkey", Create);
    }

    [Fact]
    public async Task What_the_person_asked_for_goes_on_after_a_confirmation_with_a_passkey_and_is_offered_if_the_browser_wants_a_press()
    {
        await Accounts.RegisterAsync(await Accounts.SignInAsync());
        var ada = (await Accounts.SignInWithPasskeyAsync()).Value;
        Interruption = new Interrupted();
        Answers(_ => new BrowserAnswer(null, "PressNeeded"));

        Says(Home(ada), "Add another passkey", Create);
    }

    private IRenderedComponent<SignedInHome> Home(Session session, params Guid[] here)
    {
        Script.Setup<Interrupted?>("resume", _ => true).SetResult(Interruption);

        return Render<SignedInHome>(home =>
        {
            SignIn(home, session);
            home.Add(h => h.Here, here);
        });
    }

    private static void Says(IRenderedComponent<SignedInHome> home, string sentence, params string[] actions) => home.WaitForAssertion(() =>
    {
        var panel = home.Find(".panel");
        Assert.Contains(sentence, string.Concat(panel.QuerySelectorAll("[role=status] :is(h2, p)").Select(part => part.TextContent.Trim())));
        Assert.Equal(actions, panel.QuerySelectorAll("button:not(.arrow, [role=menuitem]), a").Select(action => action.TextContent.Trim()));
    });

    private async Task<Guid> KeepAsync(Session session, bool isSynced = true, string name = "Laptop", bool revoked = false)
    {
        var passkey = NewRows.Passkey(session.UserId, Accounts.Clock.GetUtcNow(), name, isSynced: isSynced, transports: "internal");
        passkey.RevokedAt = revoked ? Accounts.Start : null;
        await Accounts.AskAsync(db =>
        {
            db.Passkeys.Add(passkey);
            return db.SaveChangesAsync(Cancel);
        });

        return passkey.Id;
    }
}
