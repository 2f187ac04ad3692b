using System.Reflection;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.WebAuthn;

namespace PasskeyBlazor.Tests;

/// <summary>Every known threat has a test that shows its result.</summary>
public sealed class ThreatTests
{
    private static readonly HashSet<string> Named =
    [
        .. typeof(ThreatTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Cast<MemberInfo>().Append(type))
            .SelectMany(member => member.GetCustomAttribute<ThreatAttribute>()?.Ids ?? []),
        .. new[]
        {
            VerificationContractTests.BentRegistrationRows,
            VerificationContractTests.BentAssertionRows,
            VerificationContractTests.OddRegistrationRows,
            VerificationContractTests.OddAssertionRows,
        }.SelectMany(rows => rows).SelectMany(row => row.Traits["Threat"]).Where(id => id.Contains('-') && !id.StartsWith("JS", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Every_threat_has_a_test_or_a_reason_why_not() =>
        Assert.Empty(Threats.All.Where(threat => threat.WithoutTest is null && !Named.Contains(threat.Id)).Select(threat => $"{threat.Id} {threat.What}"));

    [Fact]
    public void No_test_names_a_threat_that_is_not_known_or_that_is_said_to_have_none() =>
        Assert.Empty(Named.Except(Threats.All.Where(threat => threat.WithoutTest is null).Select(threat => threat.Id)));
}
