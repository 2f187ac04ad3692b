using System.Buffers.Text;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.SignIn;

/// <summary>
/// Carries the id of a passkey that no account has from the refusal to the sign-in page. There the script signals the id to the
/// password manager, which then stops offering the passkey (§5.1.10).
/// <para>
/// The id is in a cookie, so all refusals have the same status, address and text. A query parameter would be a trap: an attacker
/// could craft an address with the id of a valid passkey, and the password manager would hide that passkey. This cookie is only
/// set after a post from this browser's own form. The cookie tells a client that knows a credential id whether the id is
/// registered here, but not the account. The credential id is long and random.
/// </para>
/// </summary>
public sealed class UnknownPasskey(IHostEnvironment environment, PasskeySignals signals)
{
    private readonly string name = AppCookies.Name("unknown-passkey", environment);

    public void Write(HttpContext http, byte[] credentialId)
    {
        var cookie = AppCookies.Options(environment, http);
        cookie.MaxAge = TimeSpan.FromMinutes(1);
        http.Response.Cookies.Append(name, Base64Url.EncodeToString(credentialId), cookie);
    }

    /// <summary>
    /// Reads the id in base64url and deletes the cookie. Null when there is no id, or when the database does not confirm at this
    /// moment that no account has it: another tab may have saved the passkey since.
    /// </summary>
    public async Task<string?> TakeAsync(HttpContext http)
    {
        if (http.Request.Cookies[name] is not { } id)
        {
            return null;
        }

        http.Response.Cookies.Delete(name, AppCookies.Options(environment, http));
        return Base64Url.IsValid(id) && await signals.IsUnknownAsync(Base64Url.DecodeFromChars(id), http.RequestAborted) ? id : null;
    }
}
