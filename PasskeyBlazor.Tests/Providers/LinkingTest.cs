using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A test with one person, who signs in with one provider and may have an account at another.</summary>
public abstract class LinkingTest : IDisposable
{
    private readonly CookieContainer jar = new();

    protected LinkingTest(LinkingApp shared)
    {
        App = shared.App;
        Home = shared.Providers[LinkingApp.Home];
        More = shared.Providers[LinkingApp.More];
        Home.Name(Guid.NewGuid().ToString("N"));
        More.Name(Guid.NewGuid().ToString("N"));
        Browser = App.Browser(cookies: jar);
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected TestApp App { get; }

    /// <summary>The provider that the person signs in with.</summary>
    protected FakeProvider Home { get; }

    /// <summary>The other provider.</summary>
    protected FakeProvider More { get; }

    /// <summary>Follows redirects, as browsers do.</summary>
    protected HttpClient Browser { get; }

    public void Dispose()
    {
        Browser.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The same cookies, without following redirects.</summary>
    protected HttpClient StepByStep() => App.Browser(followRedirects: false, jar);

    /// <summary>Other browsers with a copy of all cookies, which do not follow redirects.</summary>
    protected List<HttpClient> Thieves(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => App.Browser(followRedirects: false, jar.Copy(App.Address)))];

    /// <summary>Continues with a provider and returns the last page.</summary>
    protected static Task<HttpResponseMessage> ContinueAsync(HttpClient browser, string scheme, string returnUrl = "/") =>
        browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = scheme, ["returnUrl"] = returnUrl });

    protected static async Task<SignedIn> SignInAsync(HttpClient browser, string scheme = LinkingApp.Home)
    {
        using var end = await ContinueAsync(browser, scheme);

        return await browser.WhoAsync() ?? throw new InvalidOperationException($"No one is signed in. The last page was {end.RequestMessage!.RequestUri}.");
    }

    /// <summary>Begins to add a sign-in method on the page of connected accounts. Ends on the page that asks for consent.</summary>
    protected static Task<HttpResponseMessage> ConnectAsync(HttpClient browser, string scheme = LinkingApp.More) =>
        browser.PostFormAsync("/accounts", "/session/link/provider", new Dictionary<string, string> { ["provider"] = scheme });

    /// <summary>Says yes on the page that asks.</summary>
    protected static Task<HttpResponseMessage> SayYesAsync(HttpClient browser, string returnUrl = "/accounts") =>
        browser.PostFormAsync("/link", "/session/link", new Dictionary<string, string> { ["returnUrl"] = returnUrl });

    /// <summary>The hidden fields of a form on the page; valid for every browser with the same cookies.</summary>
    protected async Task<string> TokenAsync(string page) =>
        HttpPages.HiddenFields(await Browser.GetStringAsync(page, Cancel))["__RequestVerificationToken"];

    protected static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string address, string token, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);

        return await browser.PostAsync(address, form, Cancel);
    }

    protected static string EndOf(HttpResponseMessage answer) => answer.RequestMessage!.RequestUri!.PathAndQuery;

    protected async Task<IReadOnlyList<ExternalIdentity>> IdentitiesOfAsync(Guid userId)
    {
        await using var db = App.OpenDatabase();

        return await db.ExternalIdentities.AsNoTracking().Where(i => i.UserId == userId).OrderBy(i => i.CreatedAt).ToListAsync(Cancel);
    }

    protected async Task<IReadOnlyList<AccountEvent>> ToldAsync(Guid userId, AccountEventKind kind)
    {
        await using var db = App.OpenDatabase();

        return await db.AccountEvents.AsNoTracking().Where(a => a.UserId == userId && a.Kind == kind).ToListAsync(Cancel);
    }

    /// <summary>All rows of this user, to show that they did not change. Pending links are not included.</summary>
    protected async Task<IReadOnlyList<string>> RowsOfAsync(Guid userId) =>
    [
        .. (await App.KeptRowsAsync()).Where(row =>
            row.Contains($"{userId}", StringComparison.Ordinal) && !row.StartsWith("link ", StringComparison.Ordinal)),
    ];
}
