using System.Security.Claims;
using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>The providers that need only their keys, and the message for a wrong key.</summary>
public sealed class KnownProviderTests
{
    private static readonly (string Key, string Value)[] All =
    [
        ("Authentication:Okta:Authority", "https://org.okta.com"), ("Authentication:Okta:ClientId", "x"), ("Authentication:Okta:ClientSecret", "x"),
        ("Authentication:Auth0:Authority", "https://tenant.auth0.com/"), ("Authentication:Auth0:ClientId", "x"), ("Authentication:Auth0:ClientSecret", "x"),
        ("Authentication:Twitter:ClientId", "x"), ("Authentication:Twitter:ClientSecret", "x"),
        ("Authentication:Facebook:AppId", "x"), ("Authentication:Facebook:AppSecret", "x"),
        ("Authentication:GitHub:ClientId", "x"), ("Authentication:GitHub:ClientSecret", "x"),
        ("Authentication:Microsoft:ClientId", "x"), ("Authentication:Microsoft:ClientSecret", "x"),
        ("Authentication:Google:ClientId", "x"), ("Authentication:Google:ClientSecret", "x"),
        ("Authentication:Oidc:Acme:Authority", "https://acme.example"), ("Authentication:Oidc:Acme:ClientId", "x"), ("Authentication:Oidc:Acme:ClientSecret", "x"),
    ];

    [Fact]
    public async Task Configured_providers_are_offered_in_a_fixed_order()
    {
        await using var accounts = new Accounts(All);

        Assert.Empty(accounts.Get<ProviderDirectory>().Mistakes);
        Assert.Equal(
            ["Google", "Microsoft", "GitHub", "Facebook", "X", "Auth0", "Okta", "Acme"],
            accounts.Get<ProviderDirectory>().All.Select(p => p.DisplayName));
    }

    [Fact]
    public async Task The_operator_can_change_the_order_and_the_names()
    {
        await using var accounts = new Accounts([.. All, ("Authentication:Oidc:Acme:Order", "-1"), ("Authentication:Google:Order", "1"), ("Authentication:GitHub:DisplayName", "GitHub Enterprise")]);

        Assert.Equal(
            ["Acme", "Microsoft", "GitHub Enterprise", "Facebook", "X", "Auth0", "Okta", "Google"],
            accounts.Get<ProviderDirectory>().All.Select(p => p.DisplayName));
    }

    [Theory]
    [InlineData("Authentication:Google:ClientId", "", "Authentication:Google:ClientId is missing.")]
    [InlineData("Authentication:GitHub:ClientSecret", " ", "Authentication:GitHub:ClientSecret is missing.")]
    [InlineData("Authentication:Facebook:AppId", "", "Authentication:Facebook:AppId is missing.")]
    [InlineData("Authentication:Facebook:AppSecret", "", "Authentication:Facebook:AppSecret is missing.")]
    [InlineData("Authentication:Twitter:ClientSecret", "", "Authentication:Twitter:ClientSecret is missing.")]
    [InlineData("Authentication:Auth0:Authority", "", "Authentication:Auth0:Authority is missing.")]
    [InlineData("Authentication:Okta:Authority", "http://org.okta.com", "Authentication:Okta:Authority must be https")]
    [InlineData("Authentication:Google:Authority", "https://evil.example", "Authentication:Google:Authority is for Development only")]
    [InlineData("Authentication:Microsoft:Authority", "https://evil.example", "Authentication:Microsoft:Authority is for Development only")]
    [InlineData("Authentication:GitHub:Endpoints:Token", "http://github.example", "Authentication:GitHub:Endpoints:Token must be https")]
    [InlineData("Authentication:GitHub:Endpoints:UserInfo", "github.example", "Authentication:GitHub:Endpoints:UserInfo is not an https address.")]
    [InlineData("Authentication:GitHub:Endpoints:UserInfo", "https://github.acme.example/api/v3/user", "Authentication:GitHub:Endpoints:Authorization is missing.")]
    [InlineData("Authentication:Okta:Endpoints:Token", "https://okta.example", "Authentication:Okta:Endpoints is for GitHub, Facebook and X only.")]
    [InlineData("Authentication:Oidc:GitHub:ClientId", "x", "Authentication:Oidc:GitHub has the name of a provider that is known")]
    [InlineData("Authentication:Oidc:External:ClientId", "x", "Authentication:Oidc:External has a name that the app itself uses")]
    [InlineData("Authentication:Oidc:session:ClientId", "x", "Authentication:Oidc:session has a name that the app itself uses")]
    [InlineData("Authentication:Oidc:Passkey:ClientId", "x", "Authentication:Oidc:Passkey has a name that the app itself uses")]
    public async Task A_mistake_is_reported_by_its_key_and_the_other_providers_are_offered(string key, string value, string sentence)
    {
        await using var accounts = new Accounts([.. All, (key, value)]);

        Assert.StartsWith(sentence, Assert.Single(accounts.Get<ProviderDirectory>().Mistakes), StringComparison.Ordinal);
        Assert.InRange(accounts.Get<ProviderDirectory>().All.Count, 7, 8);
    }

    /// <summary>A new known provider is easily forgotten in one of these places.</summary>
    [Fact]
    public async Task Each_known_provider_is_in_the_tests_and_in_the_documents()
    {
        await using var every = new EveryProviderApp();
        var documents = await File.ReadAllTextAsync(SourceCode.PathOf("docs", "providers.md"), TestContext.Current.CancellationToken);

        Assert.All(KnownProviders.All, kind =>
        {
            Assert.Contains(All, setting => setting.Key.StartsWith($"Authentication:{kind.Name}:", StringComparison.Ordinal));
            Assert.Contains(every.App.Settings.Keys, key => key.StartsWith($"Authentication:{kind.Name}:", StringComparison.Ordinal));
            Assert.Contains($"`Authentication:{kind.Name}`", documents);
        });
    }

    [Theory]
    [InlineData("Google", "email_verified=true;email=ada@gmail.com", true)]
    [InlineData("Google", "email_verified=true;email=ada@acme.example;hd=acme.example", true)]
    [InlineData("Google", "email_verified=true;email=ada@elsewhere.example", false)]
    [InlineData("Google", "email_verified=false;email=ada@gmail.com", false)]
    [InlineData("Google", "email=ada@gmail.com.evil.example;email_verified=true", false)]
    [InlineData("Microsoft", "email=ada@acme.example;tid=0b7c2a6e-3f1d-4d55-9a57-2f6d5a1c9e10", false)]
    [InlineData("Microsoft", "email=ada@acme.example;tid=0b7c2a6e-3f1d-4d55-9a57-2f6d5a1c9e10;email_verified=true", false)]
    [InlineData("Microsoft", "email=ada@acme.example;tid=0b7c2a6e-3f1d-4d55-9a57-2f6d5a1c9e10;xms_edov=true", true)]
    [InlineData("Microsoft", "email=ada@outlook.com;tid=9188040d-6c67-4c5b-b112-36a304b66dad", true)]
    public void An_address_counts_as_verified_only_where_its_provider_verifies_it(string name, string claims, bool isVerified)
    {
        var token = new ClaimsPrincipal(new ClaimsIdentity(claims.Split(';').Select(claim => new Claim(claim.Split('=')[0], claim.Split('=')[1]))));

        Assert.Equal(isVerified, ((OidcKind)KnownProviders.Find(name)!).VerifiesEmail!(token));
    }
}
