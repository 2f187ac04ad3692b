using System.Buffers.Text;
using System.Security.Cryptography;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// A random secret that marks one browser, set once and never changed by a page. The sealed state of a sign-in carries its
/// hash, so a state that was begun in one browser is worth nothing in another.
/// </summary>
public sealed class BrowserCookie(IHostEnvironment environment)
{
    private const int SecretLength = 32;

    private readonly string name = AppCookies.Name("browser", environment);

    /// <summary>The secret of this browser, or an empty string if it has none, which no state was ever bound to.</summary>
    public string Read(HttpContext http) => http.Request.Cookies[name] is { Length: > 0 and <= 64 } secret ? secret : "";

    /// <summary>The secret of this browser; a new one, sent with this response, if it has none.</summary>
    public string Ensure(HttpContext http)
    {
        if (Read(http) is { Length: > 0 } known)
        {
            return known;
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretLength));
        http.Response.Cookies.Append(name, secret, AppCookies.Options(environment, http)); // lost, it would end other tabs' ceremonies

        return secret;
    }
}
