using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

/// <summary>The forms that rename and remove a passkey, with HTTP alone: no script and no circuit.</summary>
[Threat("WC-01")]
public sealed class ChangePasskeyTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(" Ada’s laptop ", "Ada’s laptop")]
    [InlineData("evil\u202Egpj", "evilgpj")]
    [InlineData("phone", "phone (2)")] // because the other passkey has that name
    public async Task A_new_name_is_saved_by_the_rules_and_the_page_says_so(string typed, string kept)
    {
        using var ada = app.Browser(followRedirects: false);
        var (signedIn, id) = await WithPasskeysAsync(ada);

        using var answer = await PostAsync(ada, "rename", id, ("name", typed), ("shown", "laptop"));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"/passkeys?done=Renamed&id={id}", Leads(answer));
        var page = WebUtility.HtmlDecode(await ada.GetStringAsync(Leads(answer), Cancel));
        Assert.Contains($"<p class=\"hidden-text\" role=\"status\">{Text.Passkeys_Renamed}</p>", page);
        Assert.Matches($"value=\"{id}\" autofocus[^>]* aria-label=\"Rename {System.Text.RegularExpressions.Regex.Escape(kept)}\"", page);
        Assert.Equal([kept, "phone"], await app.PasskeyNamesAsync(signedIn.UserId));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \u202E ")]
    [InlineData(null)]
    [Threat("CR-13")]
    public async Task An_empty_name_is_not_saved_and_the_form_says_so(string? typed)
    {
        using var ada = app.Browser(followRedirects: false);
        var (signedIn, id) = await WithPasskeysAsync(ada);

        using var answer = await PostAsync(ada, "rename", id, typed is null ? [] : [("name", typed)]);

        var page = WebUtility.HtmlDecode(await ada.GetStringAsync(Leads(answer), Cancel));
        Assert.Contains("A name needs at least one character. It is still called laptop.", page);
        Assert.Equal(["laptop", "phone"], await app.PasskeyNamesAsync(signedIn.UserId));
    }

    [Fact]
    public async Task A_name_that_the_page_made_is_not_saved_as_a_typed_one()
    {
        using var ada = app.Browser(followRedirects: false);
        var (signedIn, id) = await WithPasskeysAsync(ada);
        await using (var db = app.OpenDatabase())
        {
            await db.Passkeys.Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Name, (string?)null), Cancel);
        }

        using var answer = await PostAsync(ada, "rename", id, ("name", " Passkey"), ("shown", "Passkey"));

        Assert.Equal($"/passkeys?id={id}", Leads(answer));
        Assert.Contains(null, await app.PasskeyNamesAsync(signedIn.UserId));
        Assert.DoesNotContain(await KindsAsync(signedIn), kind => kind == AccountEventKind.PasskeyRenamed);
    }

    [Fact]
    public async Task A_removal_is_asked_and_done_and_the_page_says_so()
    {
        using var ada = app.Browser(followRedirects: false);
        var (signedIn, id) = await WithPasskeysAsync(ada);
        var question = WebUtility.HtmlDecode(await ada.GetStringAsync($"/passkeys/remove?id={id}", Cancel));
        Assert.Contains("Remove “laptop”?", question);
        Assert.Contains($"<a class=\"button\" href=\"/passkeys?id={id}\">Keep it</a>", question);

        using var answer = await PostAsync(ada, "remove", id);

        var page = WebUtility.HtmlDecode(await ada.GetStringAsync(Leads(answer), Cancel));
        Assert.Contains("Removed “laptop”.", page);
        Assert.Equal(["phone"], await app.PasskeyNamesAsync(signedIn.UserId));
        Assert.Equal(AccountEventKind.PasskeyRemoved, (await KindsAsync(signedIn))[^1]);
        Assert.DoesNotContain("Removed “laptop”.", WebUtility.HtmlDecode(await ada.GetStringAsync("/passkeys", Cancel)));
    }

    /// <summary>The person reads nothing else, and no row changes.</summary>
    [Theory]
    [InlineData("rename")]
    [InlineData("remove")]
    [Threat("WB-05", "WC-02")]
    public async Task Another_user_s_passkey_one_that_is_gone_and_no_id_at_all_get_the_same_answer(string change)
    {
        using var ada = app.Browser(followRedirects: false);
        using var mallory = app.Browser(followRedirects: false);
        var (_, hers) = await WithPasskeysAsync(ada);
        await mallory.SignInAsync("mallory");
        var before = await app.KeptRowsAsync();

        var answers = new List<string>();
        foreach (var id in (string[])[$"{hers}", $"{Guid.NewGuid()}", "", "'; DROP TABLE Passkeys; --"])
        {
            using var answer = await mallory.PostFormAsync("/", $"/session/passkeys/{change}", new Dictionary<string, string> { ["id"] = id, ["name"] = "mine" });
            var page = await mallory.GetStringAsync(Leads(answer), Cancel);
            Assert.Contains("That passkey is no longer in your account.", page);
            answers.Add($"{answer.StatusCode} {QueryHelpers.ParseQuery(new Uri(app.Address, Leads(answer)).Query)["failure"]}");
        }

        Assert.Equal("Found PasskeyGone", Assert.Single(answers.Distinct()));
        Assert.Equal(before, await app.KeptRowsAsync());
    }

    [Theory]
    [InlineData("rename", "rename={0}&name=Ada%27s%20laptop", "value=\"Ada's laptop\"")]
    [InlineData("remove", "", "Remove “laptop”?")]
    [Threat("OA-20", "WC-02")]
    public async Task An_old_sign_in_confirms_first_and_comes_back_to_the_same_form(string change, string query, string expected)
    {
        using var ada = app.Browser(followRedirects: false);
        var (signedIn, id) = await WithPasskeysAsync(ada);
        await app.AgeSessionsAsync();

        using var answer = await PostAsync(ada, change, id, ("name", "Ada's laptop"), ("shown", "laptop"));

        var confirm = QueryHelpers.ParseQuery(new Uri(app.Address, Leads(answer)).Query);
        var back = query.Length > 0 ? $"/passkeys?{string.Format(System.Globalization.CultureInfo.InvariantCulture, query, id)}" : $"/passkeys/remove?id={id}";
        Assert.Equal((change == "rename" ? "Rename" : "Remove", back), ((string?)confirm["reason"], (string?)confirm["returnUrl"]));
        Assert.Equal(["laptop", "phone"], await app.PasskeyNamesAsync(signedIn.UserId));
        using var chooser = await ada.PostFormAsync(Leads(answer), "/session/confirm/provider", new Dictionary<string, string> { ["provider"] = "Development", ["returnUrl"] = back });
        using var confirmed = await ada.ChooseAsync(chooser, "ada");
        Assert.Contains(expected, WebUtility.HtmlDecode(await ada.GetStringAsync(back, Cancel)));
    }

    [Fact]
    public async Task The_only_sign_in_method_stays_and_the_page_says_why()
    {
        using var ada = app.Browser(followRedirects: false);
        var (signedIn, id) = await WithPasskeysAsync(ada, "laptop");
        await using (var db = app.OpenDatabase())
        {
            await db.Sessions.Where(s => s.UserId == signedIn.UserId).ExecuteUpdateAsync(set => set.SetProperty(s => s.ExternalIdentityId, (Guid?)null), Cancel);
            await db.ExternalIdentities.Where(i => i.UserId == signedIn.UserId).ExecuteDeleteAsync(Cancel);
        }

        using var answer = await PostAsync(ada, "remove", id);

        Assert.Contains(Text.Passkeys_OnlyMethodStays, WebUtility.HtmlDecode(await ada.GetStringAsync(Leads(answer), Cancel)));
        Assert.Equal(["laptop"], await app.PasskeyNamesAsync(signedIn.UserId));
    }

    [Fact]
    [Threat("WC-02")]
    public async Task What_was_typed_for_one_passkey_stands_in_its_field_only()
    {
        using var ada = app.Browser();
        var signedIn = await ada.SignInAsync();
        await app.KeepPasskeysAsync(signedIn.UserId, "laptop", "phone");
        await using var db = app.OpenDatabase();
        var laptop = await db.Passkeys.SingleAsync(p => p.UserId == signedIn.UserId && p.Name == "laptop", Cancel);

        var page = await ada.GetStringAsync($"/passkeys?rename={laptop.Id}&name=desktop", Cancel);

        Assert.Equal(["desktop", "phone"], Regex.Matches(page, "class=\"input\" name=\"name\" value=\"([^\"]*)\"").Select(field => field.Groups[1].Value).Order());
    }

    [Fact]
    [Threat("SE-04")]
    public async Task Removing_the_passkey_that_opened_this_session_leads_to_sign_in_and_signals_it()
    {
        var cookies = new CookieContainer();
        using var ada = app.Browser(followRedirects: false, cookies);
        using var authenticator = app.Authenticator();
        var passkey = await app.AddPasskeyAsync(await ada.SignInAsync(), authenticator);
        using var end = await ada.PostFormAsync("/", "/session/end");
        using var opened = await ada.SignInWithPasskeyAsync(authenticator);
        Assert.Contains("you will be signed out here", await ada.GetStringAsync($"/passkeys/remove?id={passkey.Id}", Cancel));

        using var answer = await PostAsync(ada, "remove", passkey.Id);

        Assert.Equal("/sign-in?failure=PasskeyRemovedHere&returnUrl=%2Fpasskeys", Leads(answer));
        Assert.False(cookies.Holds(app.Address, Cookies.Session));
        Assert.False(cookies.Holds(app.Address, Cookies.LastUsedMethod)); // no page marks the button for a passkey that is gone
        Assert.Contains($"data-unknown=\"{System.Buffers.Text.Base64Url.EncodeToString(passkey.CredentialId)}\"", await ada.GetStringAsync(Leads(answer), Cancel));
    }

    [Theory]
    [InlineData("rename", "/passkeys?rename=")]
    [InlineData("remove", "/passkeys")]
    public async Task A_signed_out_person_signs_in_and_comes_back(string change, string page)
    {
        using var browser = app.Browser(followRedirects: false);

        using var answer = await browser.PostFormAsync("/sign-in", $"/session/passkeys/{change}", new Dictionary<string, string> { ["id"] = $"{Guid.NewGuid()}", ["name"] = "a" });

        var query = QueryHelpers.ParseQuery(new Uri(app.Address, Leads(answer)).Query);
        Assert.Equal("SignedOut", query["failure"]);
        Assert.StartsWith(page, query["returnUrl"]);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string change, Guid id, params (string Name, string Value)[] fields) =>
        browser.PostFormAsync("/passkeys", $"/session/passkeys/{change}", fields.Append(("id", $"{id}")).ToDictionary());

    private static string Leads(HttpResponseMessage answer) => answer.Headers.Location!.OriginalString;

    private async Task<(SignedIn Ada, Guid First)> WithPasskeysAsync(HttpClient browser, params string[] names)
    {
        await app.DeleteUsersAsync();
        var signedIn = await browser.SignInAsync();
        names = names.Length > 0 ? names : ["laptop", "phone"];
        await app.KeepPasskeysAsync(signedIn.UserId, names);
        await using var db = app.OpenDatabase();

        return (signedIn, await db.Passkeys.Where(p => p.UserId == signedIn.UserId && p.Name == names[0]).Select(p => p.Id).SingleAsync(Cancel));
    }

    private async Task<IReadOnlyList<AccountEventKind>> KindsAsync(SignedIn signedIn)
    {
        await using var db = app.OpenDatabase();

        return await db.AccountEvents.Where(a => a.UserId == signedIn.UserId).OrderBy(a => a.At).ThenBy(a => a.Id).Select(a => a.Kind).ToListAsync(Cancel);
    }
}
