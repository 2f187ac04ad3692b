using PasskeyBlazor.Providers;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Providers;

public sealed class ProviderConfigurationTests
{
    private const string Section = "Authentication:Oidc:Acme";

    [Theory]
    [InlineData("Authority", null)]
    [InlineData("ClientId", " ")]
    [InlineData("ClientSecret", "")]
    [InlineData("Authority", "acme.example")]
    [InlineData("Authority", "ftp://acme.example")]
    [InlineData("Authority", "http://acme.example")]
    [InlineData("Authority", "http://localhost.acme.example")]
    [InlineData("Issuer", "http://acme.example")]
    [InlineData("Issuer", "acme.example")]
    [InlineData("Issuer", "")]
    [InlineData("Authority", "http://localhost:1")] // outside Development not even this machine
    public async Task An_incomplete_or_unsafe_section_gives_no_button_and_names_the_key(string key, string? value)
    {
        await using var accounts = new Accounts([.. Complete(), ($"{Section}:{key}", value!)]);

        var directory = accounts.Get<ProviderDirectory>();

        Assert.Empty(directory.All);
        Assert.StartsWith($"{Section}:{key}", Assert.Single(directory.Mistakes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft")]
    [InlineData("GitHub")]
    public async Task A_provider_with_its_own_rule_for_the_issuer_or_without_ID_tokens_takes_no_other_issuer(string name)
    {
        var section = $"Authentication:{name}";
        await using var accounts = new Accounts(($"{section}:ClientId", "x"), ($"{section}:ClientSecret", "y"), ($"{section}:Issuer", "https://acme.example"));

        Assert.StartsWith($"{section}:Issuer", Assert.Single(accounts.Get<ProviderDirectory>().Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_complete_section_configures_a_provider()
    {
        await using var accounts = new Accounts(Complete());

        var directory = accounts.Get<ProviderDirectory>();

        Assert.Equal(new Provider("Acme", "Acme SSO", VerifiesEmail: false) { ProvesFreshness = true, AsksAgainBy = ("prompt", "login") }, Assert.Single(directory.All));
        Assert.Empty(directory.Mistakes);
        Assert.Equal("Acme SSO", directory.NameOf("Acme"));
        Assert.Equal("Gone", directory.NameOf("Gone"));
    }

    [Fact]
    public async Task A_missing_section_is_not_a_mistake()
    {
        await using var accounts = new Accounts();

        Assert.Empty(accounts.Get<ProviderDirectory>().All);
        Assert.Empty(accounts.Get<ProviderDirectory>().Mistakes);
    }

    [Fact]
    public async Task A_name_that_cannot_be_part_of_an_address_is_a_mistake()
    {
        await using var accounts = new Accounts([.. Complete().Select(s => (s.Key.Replace("Acme", "Acme SSO/1", StringComparison.Ordinal), s.Value))]);

        Assert.Empty(accounts.Get<ProviderDirectory>().All);
        Assert.Contains("Acme SSO/1", Assert.Single(accounts.Get<ProviderDirectory>().Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_starts_with_a_mistake_warns_once_and_shows_the_others()
    {
        await using var app = new TestApp { Settings = { [$"{Section}:Authority"] = "https://acme.example", [$"{Section}:ClientId"] = "x" } };
        using var browser = app.Browser();

        var page = await browser.GetStringAsync("/sign-in", TestContext.Current.CancellationToken);

        Assert.Single(app.Log, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains($"{Section}:ClientSecret is missing", StringComparison.Ordinal));
        Assert.DoesNotContain("Acme", page);
        Assert.Contains("Continue with Development", page);
    }

    [Theory]
    [InlineData("GitHub", "GH")]
    [InlineData("Acme SSO", "AS")]
    [InlineData("Google", "G")]
    [InlineData("okta", "O")]
    [InlineData("the old school", "TO")]
    [InlineData("Auth0", "A")]
    [InlineData("  ", "")]
    [InlineData("(Beta) x", "X")]
    public void A_provider_without_a_logo_shows_its_initials(string name, string expected) =>
        Assert.Equal(expected, Provider.InitialsOf(name));

    private static (string Key, string Value)[] Complete() =>
    [
        ($"{Section}:DisplayName", "Acme SSO"), ($"{Section}:Authority", "https://acme.example"),
        ($"{Section}:ClientId", "x"), ($"{Section}:ClientSecret", "y"),
    ];
}
