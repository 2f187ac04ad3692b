using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>Which user becomes administrator by signing in: one account at a provider, once.</summary>
public class FirstAdministratorTests
{
    private static readonly (string, string)[] Ada = Named("https://provider.example", "Ada");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_account_that_the_configuration_names_becomes_administrator_in_the_save_that_opens_its_session()
    {
        await using var accounts = new Accounts(Ada);

        var ada = await accounts.SignInAsync();
        var grace = await accounts.SignInAsync("Grace");

        Assert.Equal([Roles.Administrator], await RolesAsync(accounts, ada.UserId));
        Assert.Empty(await RolesAsync(accounts, grace.UserId));
        var given = await accounts.AskAsync(db => db.AccountEvents.SingleAsync(a => a.Kind == AccountEventKind.RoleGiven, Cancel));
        Assert.Equal((ada.UserId, null), (given.UserId, given.ActorId));
    }

    [Theory]
    [InlineData("https://provider.example/", "Ada")]
    [InlineData("https://PROVIDER.example", "Ada")]
    [InlineData("https://provider.example", "ada")]
    [InlineData("https://provider.example", "Ada ")]
    [InlineData("", "")]
    public async Task An_account_that_is_only_similar_does_not_become_administrator(string issuer, string subject)
    {
        await using var accounts = new Accounts(Named(issuer, subject));

        var ada = await accounts.SignInAsync();

        Assert.Empty(await RolesAsync(accounts, ada.UserId));
    }

    [Fact]
    public async Task A_passkey_sign_in_never_gives_the_role_even_to_the_owner_of_the_named_account()
    {
        await using var before = new Accounts();
        await before.RegisterAsync(await before.SignInAsync());
        await using var accounts = new Accounts([.. Ada, ("Database:ConnectionString", before.Database.ConnectionString)]);
        var started = accounts.Authentication.Begin(Accounts.Browser);

        var session = await accounts.CompleteSignInAsync(started.State, before.Authenticator.Get(started.OptionsJson));

        Assert.Empty(await RolesAsync(before, session.Value.UserId));
    }

    [Fact]
    public async Task The_named_account_does_not_become_administrator_while_there_is_another_one()
    {
        await using var accounts = new Accounts(Ada);
        var grace = await accounts.SignInAsAdministratorAsync("Grace");

        var ada = await accounts.SignInAsync();

        Assert.Empty(await RolesAsync(accounts, ada.UserId));
        Assert.Single(await RolesAsync(accounts, grace.UserId));
    }

    [Fact]
    public async Task A_disabled_administrator_does_not_count_as_an_administrator()
    {
        await using var accounts = new Accounts(Ada);
        var grace = await accounts.SignInAsAdministratorAsync("Grace");
        await accounts.AskAsync(db => db.Users.Where(u => u.Id == grace.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, Accounts.Start), Cancel));

        var ada = await accounts.SignInAsync();

        Assert.Single(await RolesAsync(accounts, ada.UserId));
    }

    [Fact]
    public async Task Signing_in_again_does_not_give_the_role_twice()
    {
        await using var accounts = new Accounts(Ada);

        await accounts.SignInAsync();
        var ada = await accounts.SignInAsync();

        Assert.Single(await RolesAsync(accounts, ada.UserId));
        Assert.Equal(1, await accounts.AskAsync(db => db.AccountEvents.CountAsync(a => a.Kind == AccountEventKind.RoleGiven, Cancel)));
    }

    [Theory]
    [InlineData("https://provider.example", null)]
    [InlineData(null, "Ada")]
    public async Task An_issuer_without_a_subject_or_the_reverse_is_a_mistake_in_the_configuration(string? issuer, string? subject)
    {
        await using var accounts = new Accounts(Named(issuer ?? "", subject ?? ""));

        var mistake = Assert.Throws<OptionsValidationException>(() => accounts.Get<IOptions<FirstAdministratorOptions>>().Value);

        Assert.Contains("Administration:FirstAdministrator needs both", mistake.Message);
    }

    private static (string, string)[] Named(string issuer, string subject) =>
        [("Administration:FirstAdministrator:Issuer", issuer), ("Administration:FirstAdministrator:Subject", subject)];

    private static Task<List<string>> RolesAsync(Accounts accounts, Guid userId) =>
        accounts.AskAsync(db => db.Users.Where(u => u.Id == userId).Select(u => u.Roles).SingleAsync(Cancel));
}
