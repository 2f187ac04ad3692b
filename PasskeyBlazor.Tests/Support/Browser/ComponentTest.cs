using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
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
        Services.AddSingleton<AntiforgeryStateProvider>(new Token());
    }

    protected Accounts Accounts { get; } = new(("Passkeys:MaxPerUser", "2"));

    /// <summary>Renders as in a circuit. The renderer takes the services, so this cannot stand in the constructor.</summary>
    public override IRenderedComponent<TComponent> Render<TComponent>(Action<ComponentParameterCollectionBuilder<TComponent>>? parameterBuilder = null)
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));

        return base.Render(parameterBuilder);
    }

    /// <summary>Cascades the user of a session, as the app does; nothing when no user is signed in.</summary>
    protected static void SignIn<T>(ComponentParameterCollectionBuilder<T> component, Session? session)
        where T : IComponent
    {
        if (session is not null)
        {
            component.AddCascadingValue(SignedIn.From(session));
        }
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Accounts.DisposeAsync();
    }

    private sealed class Token : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken GetAntiforgeryToken() => new("the token", "__RequestVerificationToken");
    }
}
