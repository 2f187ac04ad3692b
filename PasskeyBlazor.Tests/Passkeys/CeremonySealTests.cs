using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.Passkeys;

public sealed class CeremonySealTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly EphemeralDataProtectionProvider keys = new();
    private readonly CeremonySeal seal;

    public CeremonySealTests() => seal = new CeremonySeal(keys, clock);

    private PendingAuthentication Pending => new()
    {
        Challenge = RandomNumberGenerator.GetBytes(32),
        ExpiresAt = seal.EndOfOneBegunNow(),
        Browser = new byte[32],
    };

    [Fact]
    public void A_sealed_ceremony_opens_unchanged()
    {
        var pending = Pending;

        Assert.True(seal.TryOpen(seal.Seal(pending), out PendingAuthentication? opened));
        Assert.Equal(pending.Challenge, opened.Challenge);
        Assert.Equal(pending.Browser, opened.Browser);
        Assert.Equal(pending.ExpiresAt, opened.ExpiresAt);
    }

    [Fact]
    public void A_ceremony_lives_as_long_as_the_browser_waits() =>
        Assert.Equal(clock.GetUtcNow() + RelyingPartyOptions.Timeout, seal.EndOfOneBegunNow());

    [Fact]
    [Threat("CH-05")]
    public void An_expired_ceremony_does_not_open()
    {
        var state = seal.Seal(Pending);

        clock.Advance(CeremonySeal.Lifetime - TimeSpan.FromTicks(1));
        Assert.True(seal.TryOpen(state, out PendingAuthentication? _));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(seal.TryOpen(state, out PendingAuthentication? _));
    }

    [Theory]
    [Threat("CH-06")]
    [InlineData(10, -6, true)]
    [InlineData(10, -5, false)]
    [InlineData(-10, 14, true)]
    [InlineData(-10, 15, false)]
    public void A_node_with_a_wrong_clock_ends_a_ceremony_earlier_or_later_by_the_difference(int fast, int minutes, bool opens)
    {
        var wrong = new FakeTimeProvider(clock.GetUtcNow() + TimeSpan.FromMinutes(fast));
        var elsewhere = new CeremonySeal(keys, wrong);
        var state = seal.Seal(Pending);

        wrong.AdjustTime(wrong.GetUtcNow() + TimeSpan.FromMinutes(minutes));

        Assert.Equal(opens, elsewhere.TryOpen(state, out PendingAuthentication? _));
    }

    [Fact]
    [Threat("CH-12")]
    public void One_kind_of_ceremony_does_not_open_as_the_other() =>
        Assert.False(seal.TryOpen(seal.Seal(Pending), out PendingRegistration? _));

    [Fact]
    [Threat("HO-04")]
    public void A_state_that_another_key_sealed_stays_closed()
    {
        var elsewhere = new CeremonySeal(new EphemeralDataProtectionProvider(), clock);

        Assert.False(seal.TryOpen(elsewhere.Seal(Pending), out PendingAuthentication? _));
    }

    [Fact]
    [Threat("HO-04")]
    public void A_state_that_was_protected_for_another_purpose_stays_closed()
    {
        var other = keys.CreateProtector("PasskeyBlazor.Passkeys").Protect("{}");

        Assert.False(seal.TryOpen(other, out PendingAuthentication? _));
    }

    [Fact]
    [Threat("CH-04", "HO-04")]
    public void A_state_with_any_one_character_changed_stays_closed()
    {
        var state = seal.Seal(Pending);

        for (var i = 0; i < state.Length - 1; i += 7) // the last character may hold bits that base64url does not use
        {
            var bent = state[..i] + (state[i] == 'A' ? 'B' : 'A') + state[(i + 1)..];
            Assert.False(seal.TryOpen(bent, out PendingAuthentication? _), $"character {i}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("====")]
    [InlineData("ÄÖÜ\0")]
    public void Garbage_stays_closed_and_throws_nothing(string state) => Assert.False(seal.TryOpen(state, out PendingAuthentication? _));

    [Fact]
    public void A_state_that_is_much_too_long_is_not_decrypted()
    {
        var large = seal.Seal(Pending with { Challenge = new byte[4096] });

        Assert.False(seal.TryOpen(large, out PendingAuthentication? _));
    }

    [Fact]
    public void A_state_of_another_version_stays_closed()
    {
        var other = keys.CreateProtector("PasskeyBlazor.Passkeys", nameof(PendingAuthentication)).Protect("""{"EngineState":"{}"}""");

        Assert.False(seal.TryOpen(other, out PendingAuthentication? _));
    }

    [Fact]
    [Threat("HO-04")]
    public void A_truncated_state_stays_closed()
    {
        var state = seal.Seal(Pending);

        Assert.All(Enumerable.Range(0, 20), i => Assert.False(seal.TryOpen(state[..(state.Length * i / 20)], out PendingAuthentication? _)));
    }
}
