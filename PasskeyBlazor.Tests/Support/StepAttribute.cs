using Xunit.v3;

namespace PasskeyBlazor.Tests.Support;

/// <summary>The step of a verification procedure that a test is about, where it is not one of many cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StepAttribute(string number) : Attribute, ITraitAttribute
{
    public string Number { get; } = number;

    /// <summary>Whether the test refuses something; else it lets something good through.</summary>
    public bool IsBent { get; init; }

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create("Step", Number)];
}
