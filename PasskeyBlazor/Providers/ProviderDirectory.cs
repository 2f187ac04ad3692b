using System.Diagnostics.CodeAnalysis;

namespace PasskeyBlazor.Providers;

/// <summary>The providers that are fully configured, in the order that the operator wants, and what is wrong with the others.</summary>
public sealed class ProviderDirectory(IReadOnlyList<Provider> providers, IReadOnlyList<string> mistakes)
{
    public IReadOnlyList<Provider> All { get; } = providers;

    /// <summary>One sentence each, naming the configuration key to fix.</summary>
    public IReadOnlyList<string> Mistakes { get; } = mistakes;

    public bool TryFind(string? scheme, [NotNullWhen(true)] out Provider? provider)
    {
        provider = All.FirstOrDefault(p => p.Scheme == scheme);

        return provider is not null;
    }

    /// <summary>The name for people of a scheme, also of one that is configured no more.</summary>
    public string NameOf(string scheme) => TryFind(scheme, out var provider) ? provider.DisplayName : scheme;
}
