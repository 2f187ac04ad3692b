using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Components;
using PasskeyBlazor.Data;
using PasskeyBlazor.Passkeys;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Support.Browser;

/// <summary>A single component with the app's real services. The test must expect every call of a script.</summary>
public abstract class ComponentTest : BunitContext
{
    /// <summary>A wait ends when its condition is true; bUnit's default of one second is too short while other tests write.</summary>
    static ComponentTest() => DefaultWaitTimeout = TimeSpan.FromSeconds(15);

    protected ComponentTest()
    {
        JSInterop.Mode = JSRuntimeMode.Strict;
        Services.AddSingleton<TimeProvider>(Accounts.Clock);
        Services.AddSingleton(Accounts.Registration);
        Services.AddSingleton(Accounts.Passkeys);
        Services.AddSingleton(Accounts.Get<PasskeySignals>());
        Services.AddSingleton(Accounts.Get<AuthenticatorCatalog>());
        Services.AddSingleton(Accounts.Get<Reauthentication>());
        Services.AddSingleton(Accounts.Get<IOptions<PasskeyOptions>>());
        Services.AddScoped<CircuitConnection>();
        Services.AddLogging();
    }

    protected Accounts Accounts { get; } = new(("Passkeys:MaxPerUser", "2"));

    /// <summary>The values that the layout cascades.</summary>
    protected static Task<AuthenticationState> State(Session? session) =>
        Task.FromResult(new AuthenticationState(session is null ? new ClaimsPrincipal() : SignedIn.From(session).ToPrincipal()));

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Accounts.DisposeAsync();
    }
}
