using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Support.Provider;

/// <summary>The app with look-alikes of GitHub, Facebook and X.</summary>
public sealed class LookAlikeApp : IAsyncDisposable
{
    public LookAlikeApp() => App = new TestApp { Settings = Providers.Settings() };

    public LookAlikes Providers { get; } = new();

    public TestApp App { get; }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Providers.DisposeAsync();
    }
}
