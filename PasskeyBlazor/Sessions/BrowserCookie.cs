using System.Buffers.Text;
using System.Security.Cryptography;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// A random secret that identifies one browser. It is set once, and no page changes it. The sealed state of a sign-in contains
/// its hash, so a state from one browser is useless in another browser.
/// </summary>
public sealed class BrowserCookie(IHostEnvironment environment)
{
    private const int SecretLength = 32;

    private readonly string name = AppCookies.Name("browser", environment);

    /// <summary>
    /// Reads the secret of this browser. Returns an empty string when the browser has none. No state is bound to an empty
    /// string.
    /// </summary>
    public string Read(HttpContext http) => http.Request.Cookies[name] is { Length: > 0 and <= 64 } secret ? secret : "";

    /// <summary>Reads the secret of this browser. Creates one and sends it with this response when the browser has none.</summary>
    public string Ensure(HttpContext http)
    {
        if (Read(http) is { Length: > 0 } known)
        {
            return known;
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretLength));
        // If the browser loses this cookie, the ceremonies in other tabs fail.
        http.Response.Cookies.Append(name, secret, AppCookies.Options(environment, http));

        return secret;
    }
}
