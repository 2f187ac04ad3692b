using System.Diagnostics.CodeAnalysis;

namespace PasskeyBlazor.Providers;

/// <summary>The completely configured providers, in the operator's order, and the mistakes in the other ones.</summary>
public sealed class ProviderDirectory(IReadOnlyList<Provider> providers, IReadOnlyList<string> mistakes)
{
    public IReadOnlyList<Provider> All { get; } = providers;

    /// <summary>One sentence for each mistake. It names the configuration key to fix.</summary>
    public IReadOnlyList<string> Mistakes { get; } = mistakes;

    public bool TryFind(string? scheme, [NotNullWhen(true)] out Provider? provider)
    {
        provider = All.FirstOrDefault(p => p.Scheme == scheme);

        return provider is not null;
    }

    /// <summary>The display name of a scheme, also of one that is no longer configured.</summary>
    public string NameOf(string scheme) => TryFind(scheme, out var provider) ? provider.DisplayName : scheme;
}
