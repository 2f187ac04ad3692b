using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Components;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Tests.Support;

/// <summary>A component by itself, with the app's real services behind it. Every call of a script must be expected.</summary>
public abstract class ComponentTest : BunitContext
{
    /// <summary>A wait ends when what it waits for is so; the second that bUnit gives is not enough where other tests write.</summary>
    static ComponentTest() => DefaultWaitTimeout = TimeSpan.FromSeconds(15);

    protected ComponentTest()
    {
        JSInterop.Mode = JSRuntimeMode.Strict;
        Services.AddSingleton<TimeProvider>(Accounts.Clock);
        Services.AddSingleton(Accounts.Registration);
        Services.AddSingleton(Accounts.Passkeys);
        Services.AddSingleton(Accounts.Get<PasskeySignals>());
        Services.AddSingleton(Accounts.Get<AuthenticatorNames>());
        Services.AddSingleton(Accounts.Get<RecentSignIn>());
        Services.AddSingleton(Accounts.Get<IOptions<PasskeyRules>>());
        Services.AddScoped<CircuitLine>();
        Services.AddLogging();
    }

    protected Accounts Accounts { get; } = new(("Passkeys:MostPerUser", "2"));

    /// <summary>What the layout cascades.</summary>
    protected static Task<AuthenticationState> State(Session? session) =>
        Task.FromResult(new AuthenticationState(session is null ? new ClaimsPrincipal() : SignedIn.From(session).ToPrincipal()));

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Accounts.DisposeAsync();
    }
}
