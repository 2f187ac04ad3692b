using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

/// <summary>A change of a passkey whose save the database does not confirm. The page says so, keeps the typed name, and can try again.</summary>
[Threat("DB-05")]
public sealed class ChangePasskeyOutageTests : IAsyncDisposable
{
    private readonly LostAnswers connection = new();
    private readonly TestApp app;

    public ChangePasskeyOutageTests() =>
        app = new() { StandIns = services => services.ConfigureDbContext<AppDbContext>(db => db.AddInterceptors(connection)) };

    public static TheoryData<string> Faults => [.. LostAnswers.Kinds.Keys];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Faults))]
    [Threat("WC-01")]
    public async Task It_is_refused_and_the_next_one_is_saved(string fault)
    {
        using var ada = app.Browser(followRedirects: false);
        var signedIn = await ada.SignInAsync();
        await app.KeepPasskeysAsync(signedIn.UserId, "laptop", "phone");
        await using var db = app.OpenDatabase();
        var id = await db.Passkeys.Where(p => p.Name == "laptop").Select(p => p.Id).SingleAsync(Cancel);

        var refused = await ChangeAsync("rename", broken: true);
        Assert.StartsWith($"/passkeys?rename={id}&name=desktop&failure=NotSaved", refused);
        var page = System.Net.WebUtility.HtmlDecode(await ada.GetStringAsync(refused, Cancel));
        Assert.Contains("value=\"desktop\"", page);
        Assert.Contains(Text.Failure_NotSaved, page);
        Assert.StartsWith("/passkeys?done=Renamed", await ChangeAsync("rename", broken: false));

        Assert.Equal("/passkeys?failure=NotSaved", await ChangeAsync("remove", broken: true));
        Assert.Contains(await ChangeAsync("remove", broken: false), new[] { $"/passkeys?done=Removed&id={id}", "/passkeys?failure=PasskeyGone" });
        Assert.Equal(["phone"], await app.PasskeyNamesAsync(signedIn.UserId));

        async Task<string> ChangeAsync(string change, bool broken)
        {
            var fields = new Dictionary<string, string> { ["id"] = $"{id}", ["name"] = "desktop" };
            var token = HttpPages.HiddenFields(await ada.GetStringAsync("/", Cancel))["__RequestVerificationToken"];
            if (broken)
            {
                connection.BreakAtCommit(fault);
            }

            using var content = new FormUrlEncodedContent(fields.Append(new("__RequestVerificationToken", token)));
            using var answer = await ada.PostAsync($"/session/passkeys/{change}", content, Cancel);
            connection.Mend();
            return answer.Headers.Location?.OriginalString ?? $"{answer.StatusCode}";
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
