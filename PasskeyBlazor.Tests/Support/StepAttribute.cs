using Xunit.v3;

namespace PasskeyBlazor.Tests.Support;

/// <summary>The step of a verification procedure that a single test covers.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StepAttribute(string number) : Attribute, ITraitAttribute
{
    public string Number { get; } = number;

    /// <summary>Whether the test expects a refusal; otherwise it expects success.</summary>
    public bool IsBent { get; init; }

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create("Step", Number)];
}
