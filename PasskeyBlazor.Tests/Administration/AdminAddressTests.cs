using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>Manipulated addresses and forms for administrators, and names that contain script.</summary>
public sealed class AdminAddressTests : AdminTest
{
    [Theory]
    [InlineData("revoked=x")]
    [InlineData("revoked=1&kept=x")]
    [InlineData("revoked=99999999999")]
    public async Task A_manipulated_query_in_the_address_of_the_models_is_no_error(string query)
    {
        await App.SignInAsAdministratorAsync(Ada);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"/admin/models?{query}"));
    }

    [Theory]
    [InlineData("/admin/users/00000000-0000-0000-0000-000000000000")]
    [InlineData("/admin/users/00000000-0000-0000-0000-000000000000/disable")]
    [InlineData("/admin/users/{ada}/no-such-change")]
    [InlineData("/admin/users/{ada}/remove-passkey")]
    [InlineData("/admin/users/{ada}/remove-passkey/00000000-0000-0000-0000-000000000000")]
    [InlineData("/admin/users/garbage")]
    [InlineData("/admin/models/00000000-0000-0000-0000-000000000000")]
    [InlineData("/admin/models/01020304-0506-0708-0102-030405060708")]
    [InlineData("/admin/models/01020304-0506-0708-0102-030405060708/accept")]
    public async Task An_address_of_something_missing_gives_a_friendly_not_found_page(string address)
    {
        var admin = await App.SignInAsAdministratorAsync(Ada);

        using var answer = await Ada.GetAsync(address.Replace("{ada}", $"{admin.UserId}", StringComparison.Ordinal), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
    }

    [Theory]
    [InlineData("/admin/disable", HttpStatusCode.NotFound)]
    [InlineData("/admin/remove-passkey", HttpStatusCode.NotFound)]
    [InlineData("/admin/stop-accepting", HttpStatusCode.NotFound)]
    [InlineData("/admin/disable", HttpStatusCode.BadRequest, "garbage")]
    public async Task A_form_about_something_missing_or_invalid_says_so(string address, HttpStatusCode expected, string? id = null)
    {
        await App.SignInAsAdministratorAsync(Ada);
        id ??= $"{Guid.Empty}";

        using var answer = await Ada.PostFormAsync("/", address, new Dictionary<string, string> { ["user"] = id, ["passkey"] = id, ["model"] = id });

        Assert.Equal(expected, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
    }

    [Fact]
    [Threat("WB-03")]
    public async Task Names_and_searches_are_shown_as_text()
    {
        const string Script = "<script>planted()</script>";
        await App.SignInAsAdministratorAsync(Ada);
        var user = await Grace.SignInAsync("grace");
        await App.KeepPasskeysAsync(user.UserId, Script);
        await using var db = App.OpenDatabase();
        await db.Users.Where(u => u.Id == user.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, Script).SetProperty(u => u.Email, Script), Cancel);

        foreach (var address in (string[])[$"/admin?search={Uri.EscapeDataString(Script)}", $"/admin/users/{user.UserId}", $"/admin/users/{user.UserId}/disable"])
        {
            var page = await Ada.GetStringAsync(address, Cancel);

            Assert.DoesNotContain("<script>planted", page);
            Assert.Contains("planted()", page);
        }
    }
}
