using System.Net;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>Two nodes over one database, behind one address: either node may get any request.</summary>
public class TwoNodesTests : IAsyncDisposable
{
    private const string Address = "http://localhost:40404";

    private readonly TestDatabase database = new();
    private readonly TestApp here;
    private readonly TestApp there;
    private readonly SoftwareAuthenticator authenticator = new() { Origin = Address };

    public TwoNodesTests() => (here, there) = (Node(), Node());

    [Fact]
    [Threat("HO-11")]
    public async Task One_node_begins_and_the_other_completes()
    {
        var jar = new CookieContainer();
        using var browser = here.Browser(followRedirects: false, jar);
        await here.AddPasskeyAsync(await browser.SignInAsync(), authenticator);
        using var stranger = here.Browser(followRedirects: false, jar = new CookieContainer());
        var started = await stranger.BeginSignInAsync();
        using var elsewhere = there.Browser(followRedirects: false, On(there, jar));

        using var completed = await elsewhere.PostPasskeyAsync(started.State, authenticator.Get(started.OptionsJson));

        Assert.Equal("/", completed.Headers.Location!.OriginalString);
        Assert.Equal("passkey", (await elsewhere.WhoAsync())!.Method);
    }

    [Fact]
    [Threat("CH-02", "HO-01")]
    public async Task One_of_the_simultaneous_answers_to_both_nodes_signs_in()
    {
        var jar = new CookieContainer();
        using var owner = here.Browser(followRedirects: false);
        await here.AddPasskeyAsync(await owner.SignInAsync(), authenticator);

        for (var round = 0; round < 10; round++)
        {
            using var browser = here.Browser(followRedirects: false, jar = new CookieContainer());
            var started = await browser.BeginSignInAsync();
            var credential = authenticator.Get(started.OptionsJson);
            var browsers = Enumerable.Range(0, 10).Select(i => i % 2 == 0
                ? here.Browser(followRedirects: false, On(here, jar))
                : there.Browser(followRedirects: false, On(there, jar))).ToList();

            var answers = await Task.WhenAll(browsers.Select(one => one.PostPasskeyAsync(started.State, credential)));

            Assert.Single(answers, answer => answer.SetCookie(Cookies.Session) is not null);
            browsers.ForEach(one => one.Dispose());
        }
    }

    public async ValueTask DisposeAsync()
    {
        authenticator.Dispose();
        await here.DisposeAsync();
        await there.DisposeAsync();
        database.Dispose();
    }

    private static CookieContainer On(TestApp node, CookieContainer jar)
    {
        var copy = new CookieContainer();
        copy.Add(node.Address, jar.GetAllCookies());

        return copy;
    }

    private TestApp Node() => new()
    {
        Settings = { ["Database:ConnectionString"] = database.ConnectionString, ["Passkeys:Origins:0"] = Address },
    };
}
