using System.Net;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>
/// Every class of manipulated ceremony of <see cref="StateOfPasskeys"/>, by its name there: between two good ceremonies one thing is
/// changed, and nothing of it is stored.
/// </summary>
public sealed class StateOfPasskeysTests(WebSites sites) : IClassFixture<WebSites>
{
    public static IEnumerable<TheoryDataRow<string, string>> Registrations => Rows(StateOfPasskeys.Registrations);

    public static IEnumerable<TheoryDataRow<string, string>> SignIns => Rows(StateOfPasskeys.SignIns);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task A_registration_of_this_class_adds_no_passkey(string name, string rpId) =>
        await IsRefusedAsync(StateOfPasskeys.Registrations.Single(c => c.Name == name), rpId);

    [Theory]
    [MemberData(nameof(SignIns))]
    public async Task A_sign_in_of_this_class_opens_no_session(string name, string rpId) =>
        await IsRefusedAsync(StateOfPasskeys.SignIns.Single(c => c.Name == name), rpId);

    /// <summary>The tests above show that none is accepted; the README gives these figures.</summary>
    [Fact]
    public void There_are_48_classes_of_which_the_study_counts_44()
    {
        SheetClass[] classes = [.. StateOfPasskeys.Registrations, .. StateOfPasskeys.SignIns];

        Assert.Equal((23, 25), (StateOfPasskeys.Registrations.Count, StateOfPasskeys.SignIns.Count));
        Assert.Equal(44, classes.Count(c => !StateOfPasskeys.NotInItsTotal.Contains(c.Name)));
    }

    [Theory]
    [InlineData("https://evil.example.org", WebSites.OwnHost)]
    [InlineData("https://evil.example.org", WebSites.HostAbove)]
    [InlineData("https://evil.app.example.org", WebSites.OwnHost)]
    [InlineData("https://evil.app.example.org", WebSites.HostAbove)]
    [InlineData("https://example.org", WebSites.OwnHost)]
    [InlineData("https://example.org", WebSites.HostAbove)]
    public async Task A_neighbour_s_origin_is_refused_even_where_the_RP_ID_covers_it(string origin, string rpId)
    {
        using var visit = await VisitAsync(rpId);

        var registered = await visit.RegisterAsync(r => r.ClientData["origin"] = origin);
        var signedIn = await visit.SignInAsync(a => a.ClientData["origin"] = origin);
        var confirmed = await visit.ReauthenticateAsync(visit.Authenticator, a => a.ClientData["origin"] = origin);

        Assert.Equal(("PasskeyRefused", "PasskeyRefused", "PasskeyRefused"), (registered, signedIn, confirmed));
        Assert.Equal((null, null), (await visit.RegisterAsync(), await visit.SignInAsync()));
    }

    [Fact]
    public async Task False_Delete_a_removed_passkey_does_not_sign_in()
    {
        using var visit = await VisitAsync(WebSites.OwnHost);
        Assert.Null(await visit.SignInAsync());

        await visit.RemovePasskeyAsync();
        var signedIn = await visit.SignInAsync();

        Assert.Equal("PasskeyRefused", signedIn);
    }

    [Theory]
    [InlineData("Registration CSRF", "/_blazor/negotiate?negotiateVersion=1")] // both happen only in a circuit
    [InlineData("Delete CSRF", "/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("Login CSRF", "/session/passkey")]
    public async Task A_request_from_another_site_s_page_is_refused(string name, string address)
    {
        using var browser = sites[WebSites.OwnHost].App.Browser(followRedirects: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Headers = { { "Origin", "https://evil.example.org" } } };

        using var answer = await browser.SendAsync(request, Cancel);

        Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{name}: {answer.StatusCode}");
    }

    private static IEnumerable<TheoryDataRow<string, string>> Rows(IEnumerable<SheetClass> classes) =>
        from one in classes
        from rpId in one.IsAboutHosts ? [WebSites.OwnHost, WebSites.HostAbove] : (string[])[WebSites.OwnHost]
        select new TheoryDataRow<string, string>(one.Name, rpId);

    private Task<PasskeyVisit> VisitAsync(string rpId, Action<SoftwareAuthenticator>? prepare = null) =>
        PasskeyVisit.BeginAsync(sites[rpId], prepare);

    private async Task IsRefusedAsync(SheetClass one, string rpId)
    {
        using var visit = await VisitAsync(rpId, one.Prepare);
        Assert.Null(await one.Good(visit));
        var before = await sites[rpId].App.KeptRowsAsync();

        foreach (var (attempt, number) in one.Attempts.Select((attempt, index) => (attempt, index + 1)))
        {
            Assert.Equal(attempt.Failure, await attempt.Make(visit));
            var spent = one.CountsAgainstPasskey ? number : 0;
            var after = await Eventually.SeeAsync(sites[rpId].App.KeptRowsAsync, rows => rows.Count == before.Count + spent, $"{spent} challenges spent");
            Assert.Equal(before, after.Where(row => spent == 0 || before.Contains(row) || !row.StartsWith("spent ", StringComparison.Ordinal)));
        }

        Assert.Null(await one.Good(visit));
    }
}
