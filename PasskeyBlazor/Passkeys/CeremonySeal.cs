using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// Seals the state of a ceremony between its halves, one purpose a kind of ceremony, so that to begin costs no database write.
/// Opens only what it sealed, of the same kind, before its end. Who may use it is for the ceremony to compare.
/// </summary>
public sealed class CeremonySeal(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long a ceremony may take, from the options to the answer: as long as the browser waits for the person.</summary>
    public static readonly TimeSpan Lifetime = RelyingPartyOptions.Timeout;

    /// <summary>In characters. A state has about 1,000; anything much longer is not ours and not worth decrypting.</summary>
    private const int LongestState = 4096;

    public DateTimeOffset EndOfOneBegunNow() => clock.GetUtcNow() + Lifetime;

    public string Seal<T>(T pending)
        where T : PendingCeremony
    {
        return Protector<T>().Protect(JsonSerializer.Serialize(pending));
    }

    public bool TryOpen<T>(string state, [NotNullWhen(true)] out T? pending)
        where T : PendingCeremony
    {
        pending = null;
        if (state.Length is 0 or > LongestState)
        {
            return false;
        }

        try
        {
            pending = JsonSerializer.Deserialize<T>(Protector<T>().Unprotect(state));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return false; // forged, truncated, of another kind or version, or of a key that is gone
        }

        return pending is not null && clock.GetUtcNow() < pending.ExpiresAt;
    }

    private IDataProtector Protector<T>() => protection.CreateProtector("PasskeyBlazor.Passkeys", typeof(T).Name);
}
