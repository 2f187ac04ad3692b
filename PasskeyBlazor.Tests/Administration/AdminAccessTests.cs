using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.SignIn;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>Who can open the pages and addresses for administrators, and who cannot or no longer can.</summary>
public sealed class AdminAccessTests : AdminTest
{
    [Fact]
    [Threat("WB-06", "WB-15")]
    public void Every_address_for_administrators_asks_for_the_role()
    {
        var admin = App.Endpoints().Where(e => e.Pattern().StartsWith("/admin", StringComparison.Ordinal)).ToList();

        Assert.InRange(admin.Count, 12, int.MaxValue);
        Assert.All(admin, e => Assert.Contains(e.Metadata.GetOrderedMetadata<IAuthorizeData>(), a => a.Roles == Roles.Administrator));
    }

    [Fact]
    [Threat("WB-15")]
    public async Task Only_an_administrator_sees_or_does_anything_there()
    {
        await Grace.SignInAsync("grace");
        using var visitor = App.Browser(followRedirects: false);
        var passkey = NewRows.Passkey((await Ada.SignInAsync()).UserId, DateTimeOffset.UtcNow, model: Model); // not her only sign-in method
        await using var db = App.OpenDatabase();
        db.Passkeys.Add(passkey);
        await db.SaveChangesAsync(Cancel);
        Dictionary<string, string> form = new() { ["user"] = $"{passkey.UserId}", ["passkey"] = $"{passkey.Id}", ["model"] = $"{Model}" };
        var before = await App.KeptRowsAsync();

        foreach (var endpoint in App.Endpoints().Where(e => e.Pattern().StartsWith("/admin", StringComparison.Ordinal)))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                var address = endpoint.Address();
                using var denied = method == "GET" ? await Grace.GetAsync(address, Cancel) : await Grace.PostFormAsync("/", address, form);
                using var unknown = method == "GET" ? await visitor.GetAsync(address, Cancel) : await visitor.PostFormAsync("/sign-in", address, form);

                Assert.True(denied.Headers.Location?.AbsolutePath == "/access-denied", $"{method} {address}: {denied.StatusCode}");
                Assert.True(unknown.Headers.Location?.AbsolutePath == "/sign-in", $"{method} {address}: {unknown.StatusCode}");
            }
        }

        Assert.Equal(before, await App.KeptRowsAsync());
    }

    [Fact]
    public async Task A_user_who_is_not_an_administrator_gets_a_page_with_the_status_Forbidden()
    {
        using var following = App.Browser();
        await following.SignInAsync("grace");

        using var answer = await following.GetAsync("/admin", Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await answer.IsAFriendlyPageAsync();
        Assert.DoesNotContain("href=\"/admin\"", await following.GetStringAsync("/", Cancel));
    }

    [Fact]
    public async Task A_role_that_is_given_or_taken_counts_from_the_next_request()
    {
        var signedIn = await App.SignInAsAdministratorAsync(Ada);
        Assert.Contains("href=\"/admin\"", await Ada.GetStringAsync("/", Cancel));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/admin"));

        await using var db = App.OpenDatabase();
        await db.Users.Where(u => u.Id == signedIn.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Roles, new List<string>()), Cancel);

        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync("/admin"));
        Assert.DoesNotContain("href=\"/admin\"", await Ada.GetStringAsync("/", Cancel));
    }

    [Fact]
    [Threat("OA-20")]
    public async Task An_old_sign_in_needs_reauthentication_first_and_leads_back_to_the_question()
    {
        await App.SignInAsAdministratorAsync(Ada);
        var user = await Grace.SignInAsync("grace");
        await App.AgeSessionsAsync();
        var question = $"/admin/users/{user.UserId}/disable";

        using var answer = await AnswerAsync(question, "/admin/disable");

        Assert.Equal(ReauthenticationAddress.For(question, ReauthenticationReason.Administer), answer.Headers.Location?.OriginalString);
        Assert.Contains("Before you change another person", await Ada.GetStringAsync(answer.Headers.Location, Cancel));
        Assert.NotNull(await Grace.WhoAsync());
    }

    [Fact]
    [Threat("CR-06")]
    public async Task A_disabled_administrator_is_signed_out_on_all_pages()
    {
        var admin = await App.SignInAsAdministratorAsync(Ada);

        await using var db = App.OpenDatabase();
        await db.Users.Where(u => u.Id == admin.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, DateTimeOffset.UtcNow), Cancel);

        using var answer = await Ada.GetAsync("/admin", Cancel);
        Assert.Equal("/sign-in", answer.Headers.Location?.AbsolutePath);
    }
}
