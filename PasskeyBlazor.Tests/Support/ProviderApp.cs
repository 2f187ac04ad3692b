namespace PasskeyBlazor.Tests.Support;

/// <summary>The app with one provider that does what it is told.</summary>
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
