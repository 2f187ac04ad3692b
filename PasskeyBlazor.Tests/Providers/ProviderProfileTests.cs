using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>The app's trust in a provider's statements about a person, and what it shows of them.</summary>
public class ProviderProfileTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    [Fact]
    public async Task The_same_subject_is_the_same_person_whatever_the_address()
    {
        var before = await SignedInAsync();

        Provider.Claims["email"] = $"lovelace-{Subject}@example.org";
        Provider.Claims["name"] = "Countess";
        var after = await SignedInAsync();

        Assert.Equal(before.Id, after.Id);
        Assert.Equal(("Countess", $"lovelace-{Subject}@example.org"), (after.DisplayName, after.Email)); // profile has the new values
    }

    [Fact]
    [Threat("OA-10")]
    public async Task A_subject_in_different_letter_case_is_another_person()
    {
        var ada = await SignedInAsync();

        Provider.Name(Subject.ToUpperInvariant());
        using var elsewhere = App.Browser(followRedirects: false);
        using var end = await ContinueAsync(browser: elsewhere);

        Assert.NotEqual(ada.Id, (await elsewhere.WhoAsync())!.UserId);
    }

    [Fact]
    [Threat("OA-08")]
    public async Task A_flag_for_one_address_does_not_apply_to_another()
    {
        Provider.Claims["email_verified"] = false;
        Provider.UserInfo["email_verified"] = true;

        Assert.False((await SignedInAsync()).IsEmailVerified);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData(false, false)]
    [InlineData("yes", false)]
    [InlineData(1, false)]
    [InlineData(null, false)]
    public async Task A_verified_address_and_its_flag_come_together_from_UserInfo(object? flag, bool verified)
    {
        Provider.Claims["email"] = $"unverified-{Subject}@example.org";
        Provider.Claims["email_verified"] = false;
        Provider.UserInfo["email"] = $"verified-{Subject}@example.org";
        Provider.UserInfo["email_verified"] = JsonValue.Create(flag);

        var ada = await SignedInAsync();

        Assert.Equal(($"verified-{Subject}@example.org", verified), (ada.Email, ada.IsEmailVerified));
    }

    [Fact]
    public async Task An_address_that_the_ID_token_verified_stays_whatever_UserInfo_says()
    {
        Provider.UserInfo["email"] = $"other-{Subject}@example.org";
        Provider.UserInfo["email_verified"] = false;

        var ada = await SignedInAsync();

        Assert.Equal((Provider.Email, true), (ada.Email, ada.IsEmailVerified));
    }

    [Theory]
    [InlineData("https://pictures.example/ada.png", "https://pictures.example/ada.png")]
    [InlineData("http://pictures.example/ada.png", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:image/png;base64,AAAA", null)]
    [InlineData("//pictures.example/ada.png", null)]
    [InlineData("/ada.png", null)]
    [InlineData("", null)]
    [Threat("OA-16")]
    public async Task A_picture_is_an_https_address_or_none(string said, string? expected)
    {
        Provider.Claims["picture"] = said;

        Assert.Equal(expected, (await SignedInAsync()).PictureUrl);
    }

    [Theory]
    [InlineData("Ada\u0000\r\n Lovelace\u202e", "Ada Lovelace")]
    [InlineData("<i>Ada</i>", "<i>Ada</i>")]
    [InlineData("  ", null)]
    [InlineData(null, null)]
    [Threat("OA-16")]
    public async Task A_name_is_one_plain_line_and_the_address_replaces_a_missing_name(string? said, string? expected)
    {
        Provider.Claims["name"] = said;

        Assert.Equal(expected ?? Provider.Email, (await SignedInAsync()).DisplayName);
        Assert.DoesNotContain("<i>Ada", await Browser.GetStringAsync("/account", Cancel)); // and never markup
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org\r\nBcc: x@example.org")]
    public async Task A_person_without_an_address_can_sign_in(string? said)
    {
        Provider.Claims["email"] = said;
        Provider.Claims["name"] = null;

        var ada = await SignedInAsync();

        Assert.Equal((null, false, null), (ada.Email, ada.IsEmailVerified, ada.DisplayName));
        Assert.Contains($"Signed in as</span> <b>{Text.NameUnknown}</b>", await Browser.GetStringAsync("/account", Cancel));
    }

    [Fact]
    [Threat("OA-16")]
    public async Task Everything_that_is_much_too_long_is_cut_or_left_out()
    {
        Provider.Claims["name"] = new string('A', 2000);
        Provider.Claims["email"] = new string('a', 300) + "@example.org";
        Provider.Claims["picture"] = "https://pictures.example/" + new string('a', 2000);

        var ada = await SignedInAsync();

        Assert.Equal((new string('A', 100), null, null), (ada.DisplayName, ada.Email, ada.PictureUrl));
    }

    [Fact]
    public async Task A_picture_s_address_that_only_becomes_too_long_when_it_is_escaped_is_left_out_too()
    {
        Provider.Claims["picture"] = "https://pictures.example/" + new string('é', 1900);

        Assert.Null((await SignedInAsync()).PictureUrl);
    }

    [Fact]
    [Threat("CC-06")]
    public async Task Simultaneous_first_sign_ins_create_one_person()
    {
        var browsers = Enumerable.Range(0, 8).Select(_ => App.Browser(followRedirects: false)).ToList();

        await Task.WhenAll(browsers.Select(one => ContinueAsync(browser: one)));
        var people = await Task.WhenAll(browsers.Select(one => one.WhoAsync()));

        Assert.NotNull(Assert.Single(people.Select(p => p?.UserId).Distinct()));
        await using var db = App.OpenDatabase();
        Assert.Equal(1, await db.ExternalIdentities.CountAsync(i => i.Subject == Subject, Cancel));
        Assert.False(await db.Users.AnyAsync(u => u.ExternalIdentities.Count == 0, Cancel)); // no user is left without a sign-in method
        browsers.ForEach(one => one.Dispose());
    }

    /// <summary>The people who have signed in, from the database.</summary>
    private async Task<User> SignedInAsync()
    {
        using var end = await ContinueAsync();
        var signedIn = (await Browser.WhoAsync())!;
        await using var db = App.OpenDatabase();

        return await db.Users.SingleAsync(u => u.Id == signedIn.UserId, Cancel);
    }
}
