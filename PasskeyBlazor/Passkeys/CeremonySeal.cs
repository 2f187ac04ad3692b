using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// Seals the state of a ceremony between its two halves, with one purpose for each kind of ceremony, so that a start needs no
/// database write. It opens only a state that it sealed, of the same kind, before the state expires. The ceremony itself compares
/// who may use it.
/// </summary>
public sealed class CeremonySeal(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>The maximum time of a ceremony, from the options to the answer: as long as the browser waits for the person.</summary>
    public static readonly TimeSpan Lifetime = RelyingPartyOptions.Timeout;

    /// <summary>In characters. A state has about 1,000. A much longer one is not from this app and not worth the decryption.</summary>
    private const int MaxStateLength = 4096;

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
        if (state.Length is 0 or > MaxStateLength)
        {
            return false;
        }

        try
        {
            pending = JsonSerializer.Deserialize<T>(Protector<T>().Unprotect(state));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return false; // forged, truncated, of another kind or version, or its key no longer exists
        }

        return pending is not null && clock.GetUtcNow() < pending.ExpiresAt;
    }

    private IDataProtector Protector<T>() => protection.CreateProtector("PasskeyBlazor.Passkeys", typeof(T).Name);
}
