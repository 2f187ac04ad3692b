namespace PasskeyBlazor.Tests.Support;

/// <summary>The attacks and faults that the app has an answer to. Tests name them by <see cref="ThreatAttribute"/>.</summary>
public static class Threats
{
}
