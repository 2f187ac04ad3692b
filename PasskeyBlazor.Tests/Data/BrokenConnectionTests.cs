using PasskeyBlazor.Data;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.SqlServer;

namespace PasskeyBlazor.Tests.Data;

/// <summary>Faults of SQL Server after which a unit of work is not repeated, because it may have been saved.</summary>
[Threat("DB-24")]
public sealed class BrokenConnectionTests : UnitOfWorkTest
{
    private readonly InjectedFaults faults;

    public BrokenConnectionTests()
        : this(new InjectedFaults())
    {
    }

    private BrokenConnectionTests(InjectedFaults faults)
        : base(faults) => this.faults = faults;

    [Theory]
    [MemberData(nameof(Units))]
    public async Task It_is_answered_clearly_and_saved_once_or_not_at_all_and_the_next_try_works(string unit, AccountEventKind saved)
    {
        foreach (var kind in InjectedFaults.Kinds.Keys)
        {
            var run = await PrepareAsync(unit);
            var (events, rows) = (await CountAsync(saved), await App.KeptRowsAsync());
            faults.Await(kind);

            var succeeded = await RunAsync(run);

            Assert.False(faults.IsPending, kind);
            var hasArrived = kind == "the connection breaks after the commit";
            Assert.Equal(events + (hasArrived ? 1 : 0), await CountAsync(saved));
            if (!hasArrived)
            {
                Assert.False(succeeded, kind);
                Assert.Equal(rows, await App.KeptRowsAsync());
            }

            var next = await PrepareAsync(unit);
            events = await CountAsync(saved);
            Assert.True(await next(), kind);
            Assert.Equal(events + 1, await CountAsync(saved));
        }
    }

    /// <summary>The person reads that it was added: a second passkey on this device would be refused as "already here".</summary>
    [Fact]
    public async Task A_registration_finds_by_the_key_of_its_passkey_that_its_save_has_arrived()
    {
        var register = await PrepareAsync("add a passkey");
        faults.Await("the connection breaks after the commit");

        Assert.True(await RunAsync(register));
        Assert.False(faults.IsPending);
    }

    /// <summary>A circuit handles a fault of the database, see <c>Components</c>.</summary>
    private static async Task<bool> RunAsync(Func<Task<bool>> unit)
    {
        try
        {
            return await unit();
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            return false;
        }
    }
}
