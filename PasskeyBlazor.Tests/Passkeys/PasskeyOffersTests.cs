using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Passkeys;

/// <summary>When the app offers a passkey after a sign-in. The sign-ins here come from Chrome on Linux.</summary>
public class PasskeyOffersTests : IAsyncDisposable
{
    private readonly Accounts accounts = new(("Passkeys:MaxPerUser", "3"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PasskeyOffers Offers => accounts.Get<PasskeyOffers>();

    [Fact]
    public async Task A_user_without_a_passkey_is_offered_one() => Assert.True(await IsDueAsync(await accounts.SignInAsync()));

    [Theory]
    [InlineData("Linux", null, false)]
    [InlineData("Android", "Linux", false)]
    [InlineData("Android", null, true)]
    [InlineData("Android", "Windows", true)]
    [InlineData(null, null, true)]
    public async Task A_passkey_that_was_created_or_last_used_on_this_operating_system_is_enough(string? created, string? used, bool isOffered)
    {
        var ada = await accounts.SignInAsync();
        await AddAsync(ada, passkey => passkey.LastUsedSystem = used, created);

        Assert.Equal(isOffered, await IsDueAsync(ada));
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("unusable")]
    [InlineData("not discoverable")]
    public async Task A_passkey_that_cannot_sign_in_is_not_enough(string state)
    {
        var ada = await accounts.SignInAsync();
        await AddAsync(ada, passkey =>
        {
            passkey.RevokedAt = state == "revoked" ? Accounts.Start : null;
            passkey.UnusableSince = state == "unusable" ? Accounts.Start : null;
            passkey.IsDiscoverable = state == "not discoverable" ? false : null;
        }, "Linux");

        Assert.True(await IsDueAsync(ada));
    }

    [Fact]
    public async Task At_the_limit_there_is_no_offer()
    {
        var ada = await accounts.SignInAsync();
        for (var number = 0; number < 3; number++)
        {
            Assert.True(await IsDueAsync(ada));
            await AddAsync(ada, _ => { }, "Android");
        }

        Assert.False(await IsDueAsync(ada));
    }

    [Fact]
    public async Task A_passkey_of_another_user_does_not_count()
    {
        await AddAsync(await accounts.SignInAsync("Grace"), _ => { }, "Linux");

        Assert.True(await IsDueAsync(await accounts.SignInAsync()));
    }

    [Fact]
    public async Task Not_now_waits_14_days_and_each_later_one_30()
    {
        var days = new List<int>();
        for (var time = 0; time < 3; time++)
        {
            await Offers.DeclineAsync((await accounts.SignInAsync()).Id, forGood: false, Cancel);
            var declined = accounts.Clock.GetUtcNow();
            while (!await IsDueAsync(await accounts.SignInAsync()))
            {
                accounts.Clock.Advance(TimeSpan.FromDays(1));
            }

            days.Add((accounts.Clock.GetUtcNow() - declined).Days);
        }

        Assert.Equal([14, 30, 30], days);
    }

    [Fact]
    public async Task Do_not_ask_again_holds_for_good_and_the_setting_undoes_it()
    {
        var ada = await accounts.SignInAsync();
        await Offers.DeclineAsync(ada.Id, forGood: true, Cancel);
        accounts.Clock.Advance(TimeSpan.FromDays(1000));
        var later = await accounts.SignInAsync();
        Assert.False(await IsDueAsync(later));
        Assert.Null((await Offers.FindDeclinedAsync(later.Id, Cancel))!.Until);

        await Offers.AllowAsync(later.Id, Cancel);

        Assert.True(await IsDueAsync(later));
        Assert.Null(await Offers.FindDeclinedAsync(later.Id, Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_not_now_does_not_change_a_no_that_holds(bool forGood)
    {
        var ada = await accounts.SignInAsync();
        await Offers.DeclineAsync(ada.Id, forGood, Cancel);
        accounts.Clock.Advance(TimeSpan.FromMinutes(1));

        await Offers.DeclineAsync(ada.Id, forGood: false, Cancel);

        Assert.Equal(forGood ? null : Accounts.Start.AddDays(14), (await Offers.FindDeclinedAsync(ada.Id, Cancel))!.Until);
    }

    [Fact]
    public async Task Do_not_ask_again_replaces_not_now()
    {
        var ada = await accounts.SignInAsync();
        await Offers.DeclineAsync(ada.Id, forGood: false, Cancel);

        await Offers.DeclineAsync(ada.Id, forGood: true, Cancel);

        Assert.Null((await Offers.FindDeclinedAsync(ada.Id, Cancel))!.Until);
    }

    [Fact]
    public async Task The_setting_also_ends_the_waiting_time_and_the_next_not_now_is_a_first_one()
    {
        var ada = await accounts.SignInAsync();
        await Offers.DeclineAsync(ada.Id, forGood: false, Cancel);
        Assert.Equal(Accounts.Start.AddDays(14), (await Offers.FindDeclinedAsync(ada.Id, Cancel))!.Until);

        await Offers.AllowAsync(ada.Id, Cancel);
        Assert.True(await IsDueAsync(ada));
        await Offers.DeclineAsync(ada.Id, forGood: false, Cancel);

        Assert.Equal(Accounts.Start.AddDays(14), (await Offers.FindDeclinedAsync(ada.Id, Cancel))!.Until);
    }

    [Fact]
    public async Task No_is_kept_for_one_operating_system_and_one_user()
    {
        var ada = await accounts.SignInAsync();
        await Offers.DeclineAsync(ada.Id, forGood: true, Cancel);
        await accounts.AskAsync(db => db.DeclinedOffers.Where(d => d.System == "Linux").ExecuteUpdateAsync(set => set.SetProperty(d => d.System, "Windows"), Cancel));

        Assert.True(await IsDueAsync(ada));
        Assert.True(await IsDueAsync(await accounts.SignInAsync("Grace")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_ended_session_changes_nothing(bool isDisabled)
    {
        var ada = await accounts.SignInAsync();
        await accounts.AskAsync(db => isDisabled
            ? db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, Accounts.Start), Cancel)
            : db.Sessions.ExecuteDeleteAsync(Cancel));

        await Offers.DeclineAsync(ada.Id, forGood: true, Cancel);

        Assert.Equal(0, await accounts.AskAsync(db => db.DeclinedOffers.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Six_simultaneous_answers_are_all_kept_as_one()
    {
        var ada = await accounts.SignInAsync();

        await Task.WhenAll(Enumerable.Range(1, 6).Select(_ => Task.Run(() => Offers.DeclineAsync(ada.Id, forGood: false, Cancel), Cancel)));

        Assert.Equal(1, (await accounts.AskAsync(db => db.DeclinedOffers.SingleAsync(Cancel))).Times);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_offers_nothing()
    {
        var ada = await accounts.SignInAsync();
        accounts.Connection.Break("of the database");

        Assert.False(await IsDueAsync(ada));
    }

    [Fact]
    public async Task Where_a_provider_s_proof_is_not_sufficient_there_is_no_offer()
    {
        await using var strict = new Accounts(("Sessions:RequireProvedReauthentication", "true"));
        var ada = await strict.SignInAsync();

        Assert.False(await strict.Get<PasskeyOffers>().IsDueAsync(ada, Cancel));
    }

    public ValueTask DisposeAsync() => accounts.DisposeAsync();

    private Task<bool> IsDueAsync(Session session) => Offers.IsDueAsync(session, Cancel);

    private Task<int> AddAsync(Session session, Action<Passkey> change, string? system) => accounts.AskAsync(db =>
    {
        var passkey = NewRows.Passkey(session.UserId, Accounts.Start, browser: "Chrome", system: system);
        change(passkey);
        db.Passkeys.Add(passkey);

        return db.SaveChangesAsync(Cancel);
    });
}
