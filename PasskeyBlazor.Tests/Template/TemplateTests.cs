using System.Text.Json;
using Microsoft.Playwright;
using PasskeyBlazor.Tests.Support.Browser;

using static Microsoft.Playwright.Assertions;

namespace PasskeyBlazor.Tests.Template;

/// <summary>The app that <c>dotnet new passkey-blazor</c> makes: its names, its options, and a walk through it in a browser.</summary>
public sealed class TemplateTests(BrowserFixture browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_the_name_of_its_developer_and_no_trace_of_ours_and_signs_in_with_a_passkey()
    {
        await using var made = await MadeApp.MakeAsync("Corner-Shop");

        var files = made.Folder.GetFiles("*", SearchOption.AllDirectories);
        Assert.Empty(files.Where(file => file.FullName.Contains("passkeyblazor", StringComparison.OrdinalIgnoreCase)).Select(file => file.FullName));
        Assert.Empty(files.Where(file => File.ReadAllText(file.FullName).Contains("passkeyblazor", StringComparison.OrdinalIgnoreCase)).Select(file => file.FullName));
        Assert.Contains(files, file => file.Name == "CornerShop.Tests.csproj");
        Assert.Equal("Sqlite", DatabaseOf(made, "CornerShop"));
        var readme = await File.ReadAllTextAsync(Path.Combine(made.Folder.FullName, "README.md"), Cancel);
        Assert.Contains("dotnet run --project CornerShop", readme);
        Assert.Contains("dotnet test", readme);

        Assert.Contains("0 Warning(s)", await made.BuildAsync());
        var address = await made.StartAsync();
        await using var context = await (await browser.GetAsync()).NewContextAsync(new() { BaseURL = address.AbsoluteUri });
        await WalkAsync(await context.NewPageAsync());
    }

    [Theory]
    [InlineData("PostgreSQL")]
    [InlineData("SqlServer")]
    public async Task An_option_names_the_database_and_another_leaves_the_tests_out(string database)
    {
        await using var made = await MadeApp.MakeAsync("Shop", "--database", database, "--tests", "false");

        Assert.Equal(database, DatabaseOf(made, "Shop"));
        Assert.Equal(["Shop", "Shop.DevelopmentIdentity", "docs"], made.Folder.GetDirectories().Select(folder => folder.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Tests", await File.ReadAllTextAsync(Path.Combine(made.Folder.FullName, "Shop.slnx"), Cancel));
        Assert.DoesNotContain("dotnet test", await File.ReadAllTextAsync(Path.Combine(made.Folder.FullName, "README.md"), Cancel));
    }

    [Theory(Explicit = true)]
    [InlineData("--database", "Sqlite")]
    [InlineData("--database", "PostgreSQL")]
    [InlineData("--database", "SqlServer")]
    [InlineData("--tests", "false")]
    public async Task Each_option_builds_without_a_warning(string option, string value)
    {
        await using var made = await MadeApp.MakeAsync("Shop", option, value);

        Assert.Contains("0 Warning(s)", await made.BuildAsync(withTests: true));
    }

    [Fact(Explicit = true)]
    public async Task The_package_makes_the_same_app()
    {
        await using var made = await MadeApp.MakeAsync("Shop");
        await using var packed = await MadeApp.MakeFromPackageAsync("Shop");

        Assert.Equal(Files(made), Files(packed));

        static IEnumerable<string> Files(MadeApp app) =>
            app.Folder.GetFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(app.Folder.FullName, file.FullName)).Order(StringComparer.Ordinal);
    }

    private static string? DatabaseOf(MadeApp made, string project)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(made.Folder.FullName, project, "appsettings.json")));

        return settings.RootElement.GetProperty("Database").GetProperty("Provider").GetString();
    }

    /// <summary>A provider, a passkey on the same account, and signing in with it: by the button, then from the browser's list.</summary>
    private static async Task WalkAsync(IPage page)
    {
        await VirtualAuthenticator.AddAsync(page);
        await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => window.name === 'lists'");
        await page.GotoAsync("/");
        await Expect(page).ToHaveTitleAsync("Corner-Shop");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).First.ClickAsync();
        await Expect(page.Locator("form[data-ready]")).ToBeAttachedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue with Development" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ada Lovelace" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sign in faster next time");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Passkey added");
        var before = await WhoAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue" }).ClickAsync();
        await SignOutAsync(page);

        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Welcome, Ada Lovelace");
        Assert.Equal(before, await WhoAsync(page));
        await SignOutAsync(page);

        await page.EvaluateAsync("() => { window.name = 'lists'; }"); // a virtual authenticator takes what the browser lists at once
        await page.GotoAsync("/sign-in");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Welcome, Ada Lovelace");
        Assert.Equal(before, await WhoAsync(page));
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByText("Not signed in")).ToBeVisibleAsync();
    }

    private static async Task<string?> WhoAsync(IPage page)
    {
        var answer = await page.Context.APIRequest.GetAsync("/api/session");

        return (await answer.JsonAsync())!.Value.GetProperty("userId").GetString();
    }
}
