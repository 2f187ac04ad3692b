using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Support.Provider;

/// <summary>The app with two providers whose addresses the operator trusts: the people's first provider and a second one.</summary>
public sealed class LinkingApp : IAsyncDisposable
{
    public const string Home = "Home";
    public const string More = "More";

    public LinkingApp()
    {
        Providers = new() { [Home] = new FakeProvider(), [More] = new FakeProvider() };
        App = new TestApp { Settings = Providers.SelectMany(p => p.Value.Settings(p.Key, ("DisplayName", p.Key))).ToDictionary() };
    }

    public Dictionary<string, FakeProvider> Providers { get; }

    public TestApp App { get; }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        foreach (var provider in Providers.Values)
        {
            await provider.DisposeAsync();
        }
    }
}
