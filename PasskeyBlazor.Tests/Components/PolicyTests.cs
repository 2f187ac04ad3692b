using System.Net;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Components;

/// <summary>The policy speaks to people, and says where its operator has not filled it in.</summary>
public sealed class PolicyTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    [Threat("NP-11")]
    public async Task Each_place_for_the_operator_is_marked_and_the_rest_speaks_to_people()
    {
        using var visitor = app.Browser();

        var page = WebUtility.HtmlDecode(await visitor.GetStringAsync("/policy", TestContext.Current.CancellationToken));
        var main = page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)];
        var places = main.Split("<div class=\"notice to-fill\">").Skip(1).Select(rest => rest[..rest.IndexOf("</p>", StringComparison.Ordinal)]).ToList();
        var rest = places.Aggregate(main, (text, place) => text.Replace(place, "", StringComparison.Ordinal));

        Assert.Equal(4, places.Count);
        Assert.All(places, place => Assert.Contains("<strong>Not filled in yet.</strong> Here the operator of this site", place));
        foreach (var topic in (string[])["who they are", "on which law", "companies", "whom you can ask"])
        {
            Assert.Single(places, place => place.Contains(topic, StringComparison.Ordinal));
        }

        Assert.DoesNotContain("operator", rest);
        Assert.DoesNotContain("complete", rest);
        Assert.DoesNotContain("who you are", rest);
    }

    [Theory]
    [InlineData("accounts", "marks the accounts of this browser")]
    [InlineData("passkeys", "marks the passkeys of this browser")]
    [InlineData("last-used-method", "the sign-in method that you used last")]
    public async Task Each_cookie_that_stays_for_400_days_is_named(string cookie, string expected)
    {
        using var browser = app.Browser(followRedirects: false);
        using var authenticator = app.Authenticator();
        await app.AddPasskeyAsync(await browser.SignInAsync(), authenticator);
        using var answer = await browser.SignInWithPasskeyAsync(authenticator);

        var kept = answer.SetCookies().Where(one => one.MaxAge == TimeSpan.FromDays(400)).Select(one => one.Name.Value);
        Assert.Contains($"passkeyblazor-{cookie}", kept);
        Assert.Equal(3, kept.Count());
        Assert.Contains(expected, await browser.GetStringAsync("/policy", TestContext.Current.CancellationToken));
    }
}
