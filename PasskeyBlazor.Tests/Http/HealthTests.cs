using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Http;

/// <summary>What a load balancer or an orchestrator asks.</summary>
public sealed class HealthTests(HostedSite site) : IClassFixture<HostedSite>
{
    private const string Live = "/health/live";

    private const string Ready = "/health/ready";

    /// <summary>Longer than an answer is kept.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A fault with its repair.</summary>
    public static TheoryData<string, string> Faults => new()
    {
        { "ALTER TABLE DataProtectionKeys RENAME TO Lost", "ALTER TABLE Lost RENAME TO DataProtectionKeys" },
        { "UPDATE DataProtectionKeys SET Xml = 'x' || Xml", "UPDATE DataProtectionKeys SET Xml = substr(Xml, 2)" },
        { "CREATE TABLE Kept AS SELECT * FROM DataProtectionKeys; DELETE FROM DataProtectionKeys", "INSERT INTO DataProtectionKeys SELECT * FROM Kept; DROP TABLE Kept" },
        {
            // The newest key alone: an older one that can be read protects nothing new.
            "INSERT INTO DataProtectionKeys (FriendlyName, Xml) SELECT 'old', replace(replace(Xml, substr(Xml, instr(Xml, 'id=\"') + 4, 36), '00000000-0000-4000-8000-000000000000'), '<activationDate>20', '<activationDate>19') FROM DataProtectionKeys LIMIT 1; UPDATE DataProtectionKeys SET Xml = replace(Xml, '<value', '<lost') WHERE FriendlyName <> 'old'",
            "DELETE FROM DataProtectionKeys WHERE FriendlyName = 'old'; UPDATE DataProtectionKeys SET Xml = replace(Xml, '<lost', '<value')"
        },
        { "UPDATE DataProtectionKeys SET Xml = replace(Xml, '<value', '<lost')", "UPDATE DataProtectionKeys SET Xml = replace(Xml, '<lost', '<value')" },
        { "ALTER TABLE __EFMigrationsHistory RENAME TO Lost", "ALTER TABLE Lost RENAME TO __EFMigrationsHistory" },
        { "UPDATE __EFMigrationsHistory SET MigrationId = MigrationId || 'x'", "UPDATE __EFMigrationsHistory SET MigrationId = substr(MigrationId, 1, length(MigrationId) - 1)" },
    };

    [Theory]
    [InlineData(null, false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.42.0.17:8080", false)]
    [InlineData("[fd00::17]:8080", false)]
    [InlineData("evil.example", true)]
    [InlineData("app.example.org", true)]
    [Threat("HE-02")]
    public async Task Each_probe_is_answered_at_any_host_also_over_plain_http(string? host, bool https)
    {
        foreach (var address in (string[])[Live, Ready])
        {
            using var answer = await site.SendAsync(HttpMethod.Get, address, host, https);
            using var head = await site.SendAsync(HttpMethod.Head, address, host, https);

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, head.StatusCode));
            Assert.Equal("Healthy", await answer.Content.ReadAsStringAsync(Cancel));
            Assert.Equal("text/plain", head.Content.Headers.ContentType?.MediaType);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.True(head.Headers.CacheControl?.NoStore);
            Assert.Empty(answer.SetCookies());
            answer.HasSecurityHeaders();
        }
    }

    [Fact]
    [Threat("HE-02")]
    public async Task A_probe_without_a_host_is_answered()
    {
        Assert.EndsWith("\r\n\r\nHealthy", await site.SendLinesAsync($"GET {Live} HTTP/1.0"));
        Assert.EndsWith("\r\n\r\nHealthy", await site.SendLinesAsync($"GET {Ready} HTTP/1.0"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [Threat("HE-02")]
    public async Task Only_GET_and_HEAD_are_answered(string method)
    {
        foreach (var address in (string[])[Live, Ready])
        {
            using var answer = await site.SendAsync(new HttpMethod(method), address, https: false);

            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
            Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    [Threat("HE-02")]
    public async Task A_fault_is_one_word_for_the_probe_and_two_lines_in_the_log_until_it_is_repaired(string fault, string repair)
    {
        await using var db = site.App.OpenDatabase();
        var before = site.App.Log.Count;

        var (wasReady, _) = await AskLaterAsync(site);
        await db.Database.ExecuteSqlRawAsync(fault, Cancel);
        var (kept, _) = await AskAsync(site);
        var (isReady, word) = await AskLaterAsync(site);
        var (again, _) = await AskLaterAsync(site);
        using var live = await site.SendAsync(HttpMethod.Get, Live, https: false);
        await db.Database.ExecuteSqlRawAsync(repair, Cancel);
        var (isReadyAgain, _) = await AskLaterAsync(site);

        Assert.Equal([200, 200, 503, 503, 200], [wasReady, kept, isReady, again, isReadyAgain]);
        Assert.Equal("Unhealthy", word);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        var lines = site.App.Log.Skip(before).Where(line => line.Contains("The app is", StringComparison.Ordinal)).ToList();
        Assert.Collection(
            lines,
            line => Assert.StartsWith("Error PasskeyBlazor.Http.Readiness: The app is not ready: ", line),
            line => Assert.EndsWith("The app is ready again.", line));
        Assert.All(lines, line => Assert.DoesNotContain("   at ", line));
    }

    [Fact]
    [Threat("HE-02")]
    public async Task A_database_that_hangs_is_asked_once_and_each_probe_is_answered_within_five_seconds()
    {
        using var database = new HangingDatabase();
        await using var hanging = new HostedSite(database.Add);
        Assert.Equal((200, "Healthy"), await AskAsync(hanging));
        var before = database.Count;

        database.Hang();
        hanging.Clock.Advance(Later);
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => AskAsync(hanging)));
        var took = watch.Elapsed;
        using var live = await hanging.SendAsync(HttpMethod.Get, Live, https: false);
        var asked = database.Count - before;
        database.Continue();
        hanging.Clock.Advance(Later);
        var after = await Eventually.SeeAsync(() => AskAsync(hanging), answer => answer.Status == 200, "ready again");

        Assert.All(answers, answer => Assert.Equal((503, "Unhealthy"), answer));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(1, asked);
        Assert.Equal("Healthy", after.Word);
    }

    [Fact]
    [Threat("HE-02")]
    public async Task Many_probes_ask_the_database_once_and_no_limit_refuses_them()
    {
        using var database = new HangingDatabase();
        await using var probed = new HostedSite(database.Add);
        foreach (var limit in (string[])["Begin", "Complete", "Callback", "Circuits"])
        {
            probed.App.Settings[$"RateLimits:{limit}"] = "1";
        }

        await AskAsync(probed);
        var once = database.Count;
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync(probed)));
        var many = database.Count;
        await AskLaterAsync(probed);

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(once, many);
        Assert.True(database.Count > many);
    }

    private static async Task<(int Status, string Word)> AskLaterAsync(HostedSite site)
    {
        site.Clock.Advance(Later);

        return await AskAsync(site);
    }

    private static async Task<(int Status, string Word)> AskAsync(HostedSite site)
    {
        using var answer = await site.SendAsync(HttpMethod.Get, Ready, https: false);

        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
