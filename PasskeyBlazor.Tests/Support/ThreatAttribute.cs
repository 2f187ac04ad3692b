using Xunit.v3;

namespace PasskeyBlazor.Tests.Support;

/// <summary>The attacks and faults of <see cref="Threats"/> whose result a test shows.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class ThreatAttribute(params string[] ids) : Attribute, ITraitAttribute
{
    public IReadOnlyList<string> Ids { get; } = ids;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [.. Ids.Select(id => KeyValuePair.Create("Threat", id))];
}
