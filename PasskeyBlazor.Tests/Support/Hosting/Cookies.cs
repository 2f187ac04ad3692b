using System.Net;
using Microsoft.Net.Http.Headers;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>Cookies that the server sets and the browser keeps.</summary>
public static class Cookies
{
    public const string Session = "passkeyblazor-session";
    public const string Browser = "passkeyblazor-browser";
    public const string LastUsedMethod = "passkeyblazor-last-used-method";
    public const string Passkeys = "passkeyblazor-passkeys";
    public const string UnknownPasskey = "passkeyblazor-unknown-passkey";
    public const string External = "passkeyblazor-external";
    public const string Antiforgery = "passkeyblazor-antiforgery";

    /// <summary>The cookies that the answer sets, without those that it deletes.</summary>
    public static IReadOnlyList<SetCookieHeaderValue> SetCookies(this HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var values)
            ? [.. SetCookieHeaderValue.ParseList([.. values]).Where(c => c.Value.Length > 0)]
            : [];

    public static SetCookieHeaderValue? SetCookie(this HttpResponseMessage answer, string name) =>
        answer.SetCookies().SingleOrDefault(c => c.Name == name);

    /// <summary>Whether the browser now holds the cookie.</summary>
    public static bool Holds(this CookieContainer cookies, Uri address, string name) => cookies.GetCookies(address)[name] is not null;

    /// <summary>The cookies of one browser, copied into another one.</summary>
    public static CookieContainer Copy(this CookieContainer cookies, Uri address)
    {
        var copy = new CookieContainer();
        copy.Add(address, cookies.GetCookies(address));

        return copy;
    }
}
