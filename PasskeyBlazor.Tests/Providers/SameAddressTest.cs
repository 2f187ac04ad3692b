using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A test with an owner of an address, and a new account at the other provider with the same address.</summary>
public abstract class SameAddressTest(LinkingApp shared) : LinkingTest(shared)
{
    /// <summary>A person who signed in with the first provider, in their own browser.</summary>
    protected async Task<SignedIn> OwnerAsync()
    {
        using var browser = App.Browser();

        return await SignInAsync(browser);
    }

    protected async Task<(SignedIn Owner, SoftwareAuthenticator Authenticator)> OwnerWithPasskeyAsync()
    {
        var ada = await OwnerAsync();
        var authenticator = App.Authenticator();
        await App.AddPasskeyAsync(ada, authenticator);

        return (ada, authenticator);
    }

    /// <summary>Continues with the other provider, which gives the same address.</summary>
    protected Task<HttpResponseMessage> ResolveAsync(string? email = null, string returnUrl = "/")
    {
        More.Claims["email"] = email ?? Home.Email;

        return ContinueAsync(Browser, LinkingApp.More, returnUrl);
    }
}
