using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Support.Provider;

/// <summary>The app with one provider that the test controls.</summary>
public sealed class ProviderApp : IAsyncDisposable
{
    public ProviderApp() => App = new TestApp { Settings = Provider.Settings() };

    public FakeProvider Provider { get; } = new();

    public TestApp App { get; }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
