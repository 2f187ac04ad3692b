using Bunit;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Components.Account;
using PasskeyBlazor.Components.Passkeys;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>Which sign-in methods are listed as remaining when one is removed.</summary>
public sealed class RemainingMethodsTests : ComponentTest
{
    public RemainingMethodsTests() => Services.AddSingleton(new ProviderDirectory([new Provider("GitHub", "GitHub", VerifiesEmail: true)], []));

    [Fact]
    public void A_single_passkey_is_named_and_others_are_counted()
    {
        var passkeys = (Passkey[])[Passkey("Laptop"), Passkey("Phone"), Passkey("Key")];
        var gitHub = Identity();

        Assert.Equal(["2 other passkeys", "GitHub"], Remaining(new UserSignInMethods(passkeys, [gitHub]), passkeys[0].Id));
        Assert.Equal(["Phone", "GitHub"], Remaining(new UserSignInMethods(passkeys[..2], [gitHub]), passkeys[0].Id));
        Assert.Equal(["3 passkeys"], Remaining(new UserSignInMethods(passkeys, [gitHub]), gitHub.Id)); // other than which?
    }

    [Fact]
    public void Two_accounts_at_one_provider_are_distinguished_as_far_as_it_names_them()
    {
        var gone = Identity();
        var (home, work) = (Identity(), Identity());

        Assert.Equal(["GitHub"], Remaining(new UserSignInMethods([], [gone, home, work]), gone.Id));

        (home.Name, work.Email) = ("Ada", "ada@work.example");
        Assert.Equal(["GitHub, Ada", "GitHub, ada@work.example"], Remaining(new UserSignInMethods([], [gone, home, work]), gone.Id));
    }

    [Fact]
    public void Nothing_is_shown_when_no_sign_in_method_remains()
    {
        var only = Identity();

        Assert.Empty(Remaining(new UserSignInMethods([], [only]), only.Id));
    }

    private IEnumerable<string> Remaining(UserSignInMethods methods, Guid without) =>
        Render<RemainingMethods>(p => p
            .Add(r => r.Methods, methods)
            .Add(r => r.Names, new PasskeyNames(methods.Passkeys, Accounts.Get<AuthenticatorCatalog>()))
            .Add(r => r.Without, without)).FindAll("li > span:last-child").Select(method => method.TextContent);

    private static Passkey Passkey(string name) => new()
    {
        UserId = Guid.NewGuid(),
        CredentialId = [1],
        PublicKey = [1],
        Name = name,
        AttestationFormat = "none",
        CreatedAt = Accounts.Start,
    };

    private static ExternalIdentity Identity() => new()
    {
        UserId = Guid.NewGuid(),
        Provider = "GitHub",
        Issuer = "https://github.com",
        Subject = "1",
        CreatedAt = Accounts.Start,
        LastUsedAt = Accounts.Start,
    };
}
