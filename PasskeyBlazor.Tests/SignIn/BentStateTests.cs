using System.Buffers.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.SignIn;

/// <summary>A sealed state that was changed, or sealed by another app or for another purpose, while its answer is right.</summary>
public sealed class BentStateTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private readonly SoftwareAuthenticator authenticator = app.Authenticator();
    private readonly HttpClient browser = app.Browser(followRedirects: false);
    private SignedIn ada = null!; // signed in before each test

    public async ValueTask InitializeAsync()
    {
        using var elsewhere = app.Browser();
        ada = await elsewhere.SignInAsync();
        await app.AddPasskeyAsync(ada, authenticator);
    }

    /// <summary>Regions: magic header and key id, key modifier, initialization vector, cipher text, and the tag at its end.</summary>
    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 20)]
    [InlineData(20, 36)]
    [InlineData(36, 52)]
    [InlineData(52, -32)]
    [InlineData(-32, 0)]
    [Threat("CH-04", "HO-04")]
    public async Task A_state_with_a_bit_flipped_in_any_part_is_refused(int from, int to)
    {
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);
        var sealedState = Base64Url.DecodeFromChars(started.State);
        var (first, end) = (from < 0 ? sealedState.Length + from : from, to <= 0 ? sealedState.Length + to : to);

        foreach (var at in (int[])[first, (first + end) / 2, end - 1])
        {
            var bent = (byte[])sealedState.Clone();
            bent[at] ^= (byte)(1 << (at % 8));
            await IsRefusedAsync(Base64Url.EncodeToString(bent), credential);
        }

        await TheStateItselfSignsInAsync(started.State, credential);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(99)]
    [Threat("HO-04")]
    public async Task A_state_that_was_cut_or_lengthened_is_refused(int percent)
    {
        var started = await browser.BeginSignInAsync();
        var credential = authenticator.Get(started.OptionsJson);
        var at = started.State.Length * percent / 100;

        await IsRefusedAsync(started.State[..at], credential);
        await IsRefusedAsync(started.State[at..], credential);
        await IsRefusedAsync(started.State[..at] + "AAAA" + started.State[at..], credential);
        await IsRefusedAsync(started.State + started.State, credential);
        await TheStateItselfSignsInAsync(started.State, credential);
    }

    [Fact]
    [Threat("CH-04", "HO-04")]
    public async Task A_state_that_another_app_s_keys_sealed_is_refused()
    {
        await using var other = new Accounts(("Passkeys:ServerDomain", "localhost"), ("Passkeys:Origins:0", authenticator.Origin));
        var foreign = other.Authentication.Begin("");

        await IsRefusedAsync(foreign.State, authenticator.Get(foreign.OptionsJson));
    }

    [Theory]
    [InlineData("registration")]
    [InlineData("confirmation")]
    [InlineData("cookie")]
    [InlineData("antiforgery")]
    [InlineData("unsealed")]
    [Threat("CH-12", "HO-04", "HO-10")]
    public async Task A_state_that_was_sealed_for_another_purpose_is_refused(string purpose)
    {
        var started = await browser.BeginSignInAsync();
        using var signedIn = app.Browser(followRedirects: false);
        await signedIn.SignInAsync();
        await app.AgeSessionsAsync();
        var state = purpose switch
        {
            "registration" => app.Services.GetRequiredService<CeremonySeal>().Seal(Pending()),
            "confirmation" => (await signedIn.BeginReauthenticationAsync()).State,
            "cookie" => app.Services.GetRequiredService<IOptionsMonitor<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>>()
                .Get(SessionServices.Scheme).TicketDataFormat.Protect(new(ada.ToCookiePrincipal(), SessionServices.Scheme)),
            "antiforgery" => app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("PasskeyBlazor.Passkeys").Protect("{}"),
            _ => Base64Url.EncodeToString("""{"Challenge":"AAAA","ExpiresAt":"2999-01-01T00:00:00Z","Browser":"AAAA"}"""u8),
        };

        await IsRefusedAsync(state, authenticator.Get(started.OptionsJson));
    }

    public ValueTask DisposeAsync()
    {
        authenticator.Dispose();
        browser.Dispose();

        return ValueTask.CompletedTask;
    }

    private static PendingRegistration Pending() => new()
    {
        Challenge = new byte[32],
        ExpiresAt = DateTimeOffset.MaxValue,
        SessionId = Guid.Empty,
    };

    private async Task IsRefusedAsync(string state, string credential)
    {
        var (before, logged) = (await app.KeptRowsAsync(), app.Log.Count);

        using var answer = await browser.PostPasskeyAsync(state, credential);

        Assert.Equal("/sign-in?failure=ChallengeExpired&returnUrl=%2F", answer.Headers.Location?.OriginalString);
        Assert.Empty(answer.SetCookies());
        Assert.Equal(before, await app.KeptRowsAsync());
        Assert.Contains(app.Log.Skip(logged), line => line.Contains("the state is not ours, or too late", StringComparison.Ordinal));
    }

    private async Task TheStateItselfSignsInAsync(string state, string credential)
    {
        using var end = await browser.PostPasskeyAsync(state, credential);

        Assert.Equal(ada.UserId, (await browser.WhoAsync())?.UserId);
    }
}
