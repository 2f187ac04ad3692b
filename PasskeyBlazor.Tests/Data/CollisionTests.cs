using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Data;

/// <summary>Commits that the database undoes because of another transaction, as a database with several writers does.</summary>
[Threat("CC-09")]
public class CollisionTests : UnitOfWorkTest
{
    private readonly Collisions collisions;

    public CollisionTests()
        : this(new Collisions())
    {
    }

    private CollisionTests(Collisions collisions)
        : base(collisions) => this.collisions = collisions;

    [Theory]
    [MemberData(nameof(Units))]
    public async Task A_unit_of_work_is_repeated_until_it_is_saved_once(string unit, AccountEventKind saved)
    {
        foreach (var (index, kind) in Collisions.Kinds.Keys.Index())
        {
            var run = await PrepareAsync(unit);
            var before = await CountAsync(saved);
            var times = (index % UnitOfWork.MaxRepetitions) + 1;
            collisions.RefuseNext(times, kind);

            Assert.True(await run(), kind);

            Assert.Equal(times, collisions.Count);
            Assert.Equal(before + 1, await CountAsync(saved));
        }
    }

    [Theory]
    [MemberData(nameof(Units))]
    public async Task After_five_repetitions_it_is_refused_and_nothing_is_saved_and_the_next_try_works(string unit, AccountEventKind saved)
    {
        var run = await PrepareAsync(unit);
        var before = await App.KeptRowsAsync();
        collisions.RefuseNext(UnitOfWork.MaxRepetitions + 1);

        Assert.False(await run());

        Assert.Equal(UnitOfWork.MaxRepetitions + 1, collisions.Count);
        Assert.Equal(before, await App.KeptRowsAsync());
        var next = await PrepareAsync(unit);
        var events = await CountAsync(saved);
        Assert.True(await next());
        Assert.Equal(events + 1, await CountAsync(saved));
    }
}
