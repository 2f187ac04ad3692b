using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;

namespace PasskeyBlazor.Tests.Support;

/// <summary>The app with one provider that does what it is told, and with its patience shortened from ten seconds to one.</summary>
public sealed class ProviderApp : IAsyncDisposable
{
    public ProviderApp() => App = new TestApp
    {
        Settings = Provider.Settings(),
        StandIns = Impatient,
    };

    public static Action<IServiceCollection> Impatient { get; } =
        services => services.PostConfigureAll<OpenIdConnectOptions>(oidc => oidc.BackchannelTimeout = TimeSpan.FromSeconds(1));

    public FakeProvider Provider { get; } = new();

    public TestApp App { get; }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
