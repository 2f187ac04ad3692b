using System.Buffers.Text;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// The id of a passkey that was refused because no account has it, on its way to the page that says so: there the script tells the
/// password manager, which stops showing it (§5.1.10).
/// <para>
/// It goes by a cookie, so that a refusal keeps one status, one address and one text. An address could also be made up by anybody,
/// who would so have a good passkey hidden; this cookie only comes of an answer that was posted from this browser's own form. It does
/// tell whoever holds a credential's id, which is long and random, whether it is registered here; whose it is, it does not.
/// </para>
/// </summary>
public sealed class UnknownPasskey(IHostEnvironment environment)
{
    private readonly string name = AppCookies.Name("unknown-passkey", environment);

    public void Write(HttpContext http, byte[] credentialId)
    {
        var cookie = AppCookies.Options(environment, http);
        cookie.MaxAge = TimeSpan.FromMinutes(1);
        http.Response.Cookies.Append(name, Base64Url.EncodeToString(credentialId), cookie);
    }

    /// <summary>The id in base64url, once; null when there is nothing to tell.</summary>
    public string? Take(HttpContext http)
    {
        if (http.Request.Cookies[name] is not { } id)
        {
            return null;
        }

        http.Response.Cookies.Delete(name, AppCookies.Options(environment, http));
        return Base64Url.IsValid(id) ? id : null;
    }
}
