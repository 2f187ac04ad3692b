using System.Globalization;

namespace PasskeyBlazor.Tests.Support;

/// <summary>
/// The number of rounds of the tests that try many. It is small in a plain run. <c>PASSKEYBLAZOR_EXPLORE=100</c> makes it a
/// hundred times larger.
/// </summary>
public static class Exploration
{
    private static readonly int Factor =
        int.TryParse(Environment.GetEnvironmentVariable("PASSKEYBLAZOR_EXPLORE"), NumberStyles.None, CultureInfo.InvariantCulture, out var factor) ? factor : 1;

    public static int Rounds(int plain) => checked(plain * Factor);
}
