using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>A provider's UserInfo fills the gaps of its ID token. A complete ID token does not need it.</summary>
public sealed class UserInfoTests(ProviderApp shared) : ProviderTest(shared), IClassFixture<ProviderApp>
{
    private const string Unavailable = "UserInfo of Fake failed";

    [Theory]
    [InlineData("500")]
    [InlineData("401")]
    [InlineData("html")]
    [InlineData("empty")]
    [InlineData("array")]
    [InlineData("nothing")]
    [InlineData("error")]
    [InlineData("charset")]
    [InlineData("jwt")]
    [InlineData("hung")]
    [Threat("FR-06")]
    public async Task A_complete_ID_token_signs_in_where_UserInfo_fails_and_one_line_says_so(string fault)
    {
        Provider.UserInfoFault = fault switch
        {
            "401" => Results.StatusCode(401),
            "array" => Results.Content("[]", "application/json"),
            "nothing" => Results.Content("", "application/json"),
            "error" => Results.Content("""{"error":"temporarily_unavailable"}""", "application/json"),
            "charset" => Results.Text("{}", "application/json; charset=unheard-of"),
            "jwt" => Results.Content("e30.!.", "application/jwt"),
            _ => FaultOf(fault),
        };
        var before = Lines();

        using var end = await ContinueAsync("/me");

        Assert.Equal("/me", end.Headers.Location!.OriginalString);
        var ada = (await Browser.WhoAsync())!;
        Assert.Equal(("Ada", Provider.Email), (ada.Name, ada.Email));
        Assert.True((await UserAsync(ada.UserId)).IsEmailVerified);
        Assert.Equal(before + 1, Lines());
    }

    [Theory]
    [InlineData("name")]
    [InlineData("email")]
    [InlineData("email_verified")]
    [Threat("FR-06")]
    public async Task An_ID_token_with_a_gap_does_not_sign_in_without_UserInfo(string gap)
    {
        using (var known = await ContinueAsync())
        {
            Assert.NotNull(await Browser.WhoAsync());
        }

        using var elsewhere = App.Browser(followRedirects: false);
        Provider.Claims.Remove(gap);
        Provider.UserInfoFault = FaultOf("500");

        using var end = await ContinueAsync("/me", elsewhere);

        Assert.Contains("failure=ProviderFailed", end.Headers.Location!.OriginalString);
        Assert.Null(await elsewhere.WhoAsync());
        var ada = await UserAsync((await Browser.WhoAsync())!.UserId); // the account keeps what it has
        Assert.Equal(("Ada", true), (ada.DisplayName, ada.IsEmailVerified));
    }

    [Theory]
    [InlineData("openid", "name", "email", "email_verified")]
    [InlineData("openid profile", "email", "email_verified")]
    [InlineData("openid email", "name")]
    [Threat("FR-06")]
    public async Task An_ID_token_is_complete_with_the_claims_that_the_scopes_ask_for(string scopes, params string[] gaps)
    {
        await using var app = new TestApp { Settings = new(Provider.Settings()) { ["Authentication:Oidc:Fake:Scopes"] = scopes } };
        using var browser = app.Browser(followRedirects: false);
        gaps.ToList().ForEach(gap => Provider.Claims.Remove(gap));
        Provider.UserInfoFault = FaultOf("500");

        using var end = await ContinueAsync("/me", browser);

        Assert.Equal("/me", end.Headers.Location!.OriginalString);
        Assert.NotNull(await browser.WhoAsync());
    }

    [Theory]
    [InlineData("grace")]
    [InlineData("")]
    [InlineData(" ")]
    [Threat("FR-06")]
    public async Task UserInfo_about_another_subject_is_refused_also_where_the_ID_token_is_complete(string subject)
    {
        Provider.UserInfo = new JsonObject { ["sub"] = subject, ["email"] = Provider.Email };

        await IsRefusedAsync("ProviderFailed");
    }

    [Fact]
    public async Task A_signed_answer_is_read_like_a_plain_one()
    {
        var payload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(new JsonObject { ["sub"] = Subject, ["name"] = "Countess" }.ToJsonString()));
        Provider.Claims.Remove("name");
        Provider.UserInfoFault = Results.Content($"eyJhbGciOiJSUzI1NiJ9.{payload}.AAAA", "application/jwt");

        using var end = await ContinueAsync();

        Assert.Equal("Countess", (await Browser.WhoAsync())!.Name);
    }

    private int Lines() => App.Log.Count(line => line.Contains(Unavailable, StringComparison.Ordinal));

    private async Task<User> UserAsync(Guid userId)
    {
        await using var db = App.OpenDatabase();

        return await db.Users.SingleAsync(u => u.Id == userId, Cancel);
    }
}
