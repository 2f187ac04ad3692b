using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>A person's actions on the pages, with HTTP only. Works with clients that follow redirects or do not.</summary>
public static partial class HttpPages
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Signs in with the development provider as "ada", "grace", "mallory" or "nomail", and returns who is signed in.</summary>
    public static async Task<SignedIn> SignInAsync(this HttpClient browser, string account = "ada", bool stay = false, string returnUrl = "/")
    {
        using var end = await browser.ContinueWithProviderAsync(account, stay, returnUrl);

        return await browser.WhoAsync() ?? throw new InvalidOperationException($"{account} is not signed in. The last page was {end}.");
    }

    /// <summary>The same, but returns the last answer.</summary>
    public static async Task<HttpResponseMessage> ContinueWithProviderAsync(
        this HttpClient browser, string account = "ada", bool stay = false, string returnUrl = "/")
    {
        var fields = new Dictionary<string, string> { ["provider"] = "Development", ["returnUrl"] = returnUrl };
        if (stay)
        {
            fields["stay"] = "true";
        }

        using var chooser = await browser.PostFormAsync("/sign-in", "/session/provider", fields);

        return await browser.ChooseAsync(chooser, account);
    }

    /// <summary>At the development provider: chooses one of its people and follows the redirects.</summary>
    public static async Task<HttpResponseMessage> ChooseAsync(this HttpClient browser, HttpResponseMessage chooser, string account)
    {
        using var shown = await browser.FollowAsync(chooser);
        var choice = HiddenFields(await shown.Content.ReadAsStringAsync(Cancel));
        choice["account"] = account;
        var chosen = await browser.GetAsync(QueryHelpers.AddQueryString("/dev-idp/authorize", choice!), Cancel);

        return await browser.FollowAsync(chosen);
    }

    /// <summary>The signed-in person, or null.</summary>
    public static async Task<SignedIn?> WhoAsync(this HttpClient browser)
    {
        using var answer = await browser.GetAsync("/api/session", Cancel);

        return answer.StatusCode == HttpStatusCode.Unauthorized ? null : await answer.Content.ReadFromJsonAsync<SignedIn>(Cancel);
    }

    /// <summary>Opens a page, takes the antiforgery token from it, and posts the fields to an address.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(
        this HttpClient browser, string page, string address, IReadOnlyDictionary<string, string>? fields = null)
    {
        var html = await browser.ReadFormPageAsync(page);
        var form = new Dictionary<string, string>(fields ?? new Dictionary<string, string>())
        {
            [AntiforgeryField] = HiddenFields(html)[AntiforgeryField],
        };
        using var content = new FormUrlEncodedContent(form);

        return await browser.PostAsync(address, content, Cancel);
    }

    /// <summary>A page with a form: the sign-in page, or the home page for a signed-in person.</summary>
    public static async Task<string> ReadFormPageAsync(this HttpClient browser, string page)
    {
        using var answer = await browser.GetAsync(page, Cancel);

        return answer.Headers.Location is null ? await answer.Content.ReadAsStringAsync(Cancel) : await browser.GetStringAsync("/", Cancel);
    }

    /// <summary>The hidden fields of a page, with their values as a browser would send them.</summary>
    public static Dictionary<string, string> HiddenFields(string html) =>
        HiddenField().Matches(html)
            .DistinctBy(field => field.Groups["name"].Value)
            .ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value));

    /// <summary>The value of the first attribute with this name.</summary>
    public static string AttributeOf(string html, string name)
    {
        var begin = html.IndexOf($"{name}=\"", StringComparison.Ordinal) + name.Length + 2;

        return WebUtility.HtmlDecode(html[begin..html.IndexOf('"', begin)]);
    }

    private const string AntiforgeryField = "__RequestVerificationToken";

    /// <summary>Follows the answer's redirects; each step is a GET, as in browsers after 302 and 303.</summary>
    private static async Task<HttpResponseMessage> FollowAsync(this HttpClient browser, HttpResponseMessage answer)
    {
        while (answer.Headers.Location is { } next)
        {
            answer.Dispose();
            answer = await browser.GetAsync(next, Cancel);
        }

        return answer;
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)"(?: value="(?<value>[^"]*)")?""")]
    private static partial Regex HiddenField();
}
