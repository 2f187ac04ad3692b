using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Authenticator;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Sessions;

/// <summary>
/// A disabled account, tried with every sign-in method and every open session. Its sessions stay open here, as when a person
/// signs in at the same moment: no check may depend on ended sessions.
/// </summary>
public class DisabledTests : IAsyncDisposable
{
    private readonly TestApp app = new() { Clock = new FakeTimeProvider(DateTimeOffset.UtcNow), Settings = { ["Sessions:CheckedEvery"] = "00:00:01" } };
    private readonly HttpClient browser;
    private readonly HttpClient elsewhere;
    private readonly SoftwareAuthenticator authenticator;

    public DisabledTests()
    {
        browser = app.Browser(followRedirects: false);
        elsewhere = app.Browser(followRedirects: false);
        authenticator = app.Authenticator();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RegistrationCeremony Registration => app.Services.GetRequiredService<RegistrationCeremony>();

    [Theory]
    [InlineData("provider", "/sign-in?failure=AccountDisabled&returnUrl=%2F")]
    [InlineData("provider, begun before", "/sign-in?failure=AccountDisabled&returnUrl=%2F")]
    [InlineData("passkey", "/sign-in?failure=AccountDisabled&returnUrl=%2F")]
    [InlineData("passkey, begun before", "/sign-in?failure=AccountDisabled&returnUrl=%2F")]
    [InlineData("confirm by passkey", "/sign-in?failure=SignedOut&returnUrl=%2F")]
    [InlineData("confirm at the provider", "/sign-in?failure=SignedOut&returnUrl=%2F")]
    [InlineData("confirm at the provider, begun before", "/sign-in?failure=SignedOut&returnUrl=%2F")]
    [InlineData("confirmation renewed", "401")]
    [InlineData("session as JSON", "401")]
    [InlineData("page", "/sign-in?returnUrl=%2Fpasskeys")]
    [InlineData("registration", "SignedOut")]
    [InlineData("registration, begun before", "SignedOut")]
    [InlineData("passkey renamed", "SignedOut")]
    [InlineData("passkey removed", "SignedOut")]
    [Threat("CR-06")]
    public async Task A_disabled_account_is_refused_everywhere(string way, string expected)
    {
        var ada = await browser.SignInAsync();
        var passkey = await app.AddPasskeyAsync(ada, authenticator);
        var signIn = await elsewhere.BeginSignInAsync();
        using var chooser = await elsewhere.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = "Development" });
        var registration = (await Registration.BeginAsync(ada.SessionId, cancellationToken: Cancel)).Value;
        using var confirming = await browser.PostFormAsync("/", "/session/confirm/provider", new Dictionary<string, string> { ["provider"] = "Development" });
        var confirmation = await browser.GetConfirmationOptionsAsync();
        using var another = app.Authenticator();
        var passkeys = app.Services.GetRequiredService<UserPasskeys>();
        await DisableAsync(ada.UserId);
        var before = await app.KeptRowsAsync();

        var end = way switch
        {
            "provider" => Where(await elsewhere.ContinueWithProviderAsync()),
            "provider, begun before" => Where(await elsewhere.ChooseAsync(chooser, "ada")),
            "passkey" => Where(await elsewhere.SignInWithPasskeyAsync(authenticator)),
            "passkey, begun before" => Where(await elsewhere.PostPasskeyAsync(signIn.State, authenticator.Get(signIn.OptionsJson))),
            "confirm by passkey" => Where(await browser.PostFormAsync("/sign-in", "/session/confirm/passkey", new Dictionary<string, string>
            {
                ["state"] = confirmation.State,
                ["credential"] = authenticator.Get(confirmation.OptionsJson),
            })),
            "confirm at the provider" => Where(await browser.PostFormAsync("/sign-in", "/session/confirm/provider", new Dictionary<string, string> { ["provider"] = "Development" })),
            "confirm at the provider, begun before" => Where(await browser.ChooseAsync(confirming, "ada")),
            "confirmation renewed" => Where(await browser.GetAsync("/session/confirm/options", Cancel)),
            "session as JSON" => Where(await browser.GetAsync("/api/session", Cancel)),
            "page" => Where(await browser.GetAsync("/passkeys", Cancel)),
            "registration" => $"{(await Registration.BeginAsync(ada.SessionId, cancellationToken: Cancel)).Failure}",
            "registration, begun before" => $"{(await Registration.CompleteAsync(ada.SessionId, registration.State, another.Create(registration.OptionsJson), Cancel)).Failure}",
            "passkey renamed" => $"{(await passkeys.RenameAsync(ada.SessionId, passkey.Id, "x", Cancel)).Failure}",
            _ => $"{await passkeys.RemoveAsync(ada.SessionId, passkey.Id, Cancel)}",
        };

        Assert.Equal(expected, end);
        Assert.Null(await browser.WhoAsync());
        Assert.Null(await elsewhere.WhoAsync());
        Assert.Equal(before, await app.KeptRowsAsync());
    }

    [Fact]
    [Threat("CR-06")]
    public async Task An_open_circuit_notices_at_its_next_check()
    {
        var ada = await browser.SignInAsync();
        using var circuit = app.Services.CreateScope();
        var person = (RevalidatingServerAuthenticationStateProvider)circuit.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();

        await DisableAsync(ada.UserId);

        await person.SeesThatTheSessionEndsAsync(ada);
        Assert.InRange(new SessionLifetimes().CheckedEvery, TimeSpan.Zero, TimeSpan.FromMinutes(1)); // unless configured otherwise
    }

    public async ValueTask DisposeAsync()
    {
        authenticator.Dispose();
        browser.Dispose();
        elsewhere.Dispose();
        await app.DisposeAsync();
    }

    private async Task DisableAsync(Guid userId)
    {
        await using var db = app.OpenDatabase();
        await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisabledAt, DateTimeOffset.UtcNow), Cancel);
    }

    /// <summary>The address of the redirect, or the text of the answer.</summary>
    private string Where(HttpResponseMessage answer)
    {
        using (answer)
        {
            var address = answer.Headers.Location is { } location ? new Uri(app.Address, location) : answer.RequestMessage!.RequestUri!;

            return answer.IsSuccessStatusCode || answer.Headers.Location is not null ? address.PathAndQuery : $"{(int)answer.StatusCode}";
        }
    }
}
