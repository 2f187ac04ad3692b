using System.Globalization;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Data;

/// <summary>
/// The app is killed at each of its writes in turn, and starts again without a repair. Then a change is there as a whole or not at all, and
/// the same request completes it, or is told that it is done.
/// </summary>
public class KilledTests : IAsyncDisposable
{
    private readonly KilledApp app = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Threat("DB-40", "DB-41")]
    public async Task After_a_kill_at_a_commit_a_change_is_whole_or_not_there_and_the_same_request_completes_it()
    {
        await app.StartAsync();

        foreach (var journey in KilledJourney.UsualOn(app.Database.Provider))
        {
            await WalkAsync(journey, eachWrite: false);
        }
    }

    /// <summary>Also before each statement.</summary>
    [Fact(Explicit = true)]
    public async Task Four_hundred_kills()
    {
        await app.StartAsync();

        for (var walk = 0; app.Kills < 400; walk++)
        {
            await WalkAsync(KilledJourney.All[walk % KilledJourney.All.Count], eachWrite: true);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{app.Database.Provider}: {app.Kills} kills, lost 0, half-written 0"));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await app.DisposeAsync();
    }

    /// <summary>Kills the app at the first point, then with another person at the second one, and so on until it survives.</summary>
    private async Task WalkAsync(KilledJourney journey, bool eachWrite)
    {
        HashSet<string> changes = [];
        Queue<(KilledPerson, Func<Task<HttpResponseMessage>>)> people = [];
        for (var point = 1; ; point++)
        {
            for (var more = people.Count == 0 ? 4 : 0; more > 0; more--) // a new process is slow, so people come in groups
            {
                var next = new KilledPerson(app);
                people.Enqueue((next, await journey.PrepareAsync(app, next)));
            }

            var (person, send) = people.Dequeue();
            using var _ = person;
            var before = await person.CountRowsAsync();

            using var confirmed = await app.KillAtAsync(point, eachWrite, send);

            var after = await person.CountRowsAsync();
            var change = Change(before, after);
            var place = $"{journey.Name}, killed at point {point}";
            if (confirmed is not null)
            {
                Assert.Equal((place, journey.Done, journey.Change), (place, await SaidAsync(confirmed), change));
                Assert.Equal(["", journey.Change], changes.Order(StringComparer.Ordinal)); // it was killed before the commit and after it
                people.ToList().ForEach(rest => rest.Item1.Dispose());
                return;
            }

            Assert.True(change.Length == 0 || change == journey.Change, $"{place}: {change}");
            changes.Add(change);
            using var again = await send();
            var said = await SaidAsync(again);
            Assert.True(change.Length == 0 ? said == journey.Done : said.Contains(journey.Again, StringComparison.Ordinal), $"{place}: {change}, and then {said}");
            Assert.Equal((place, journey.Change), (place, Change(before, await person.CountRowsAsync())));
        }
    }

    /// <summary>Where the answer leads, or its text.</summary>
    private static async Task<string> SaidAsync(HttpResponseMessage answer) => answer.Headers.Location?.OriginalString ?? await answer.Content.ReadAsStringAsync(Cancel);

    private static string Change(IEnumerable<(string Name, long Count)> before, IEnumerable<(string Name, long Count)> after) => string.Join(", ", before.Zip(after)
        .Where(pair => pair.First.Count != pair.Second.Count)
        .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.First.Name} {pair.Second.Count - pair.First.Count:+0;-0}")));
}
