using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;
using PasskeyBlazor.Http;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.SignIn;

/// <summary>
/// Answers a form of our own page whose antiforgery token is not valid any more: the page is of another user, of a session that has
/// ended, or older than the keys. Nothing is changed, and the person goes to a page that says why.
/// <para>
/// The reason is in a cookie. It survives the redirects of pages that do not fit the user of now, for example a question about
/// another user's account.
/// </para>
/// </summary>
public sealed partial class OutdatedForm(IHostEnvironment environment, IOptions<AntiforgeryOptions> antiforgery, ILogger<OutdatedForm> logger)
{
    private const string SignOut = "/session/end";

    /// <summary>What a page said about an earlier form. It would contradict the answer to this one.</summary>
    private static readonly string[] Messages = ["done", "ended", "failure", "reference", "added", "begin", "revoked", "kept"];

    private readonly string name = AppCookies.Name("outdated", environment);

    /// <summary>
    /// Answers 303 to such a form. False for all other requests: also for a form without a token, or one that no page of this app sent.
    /// Those get a status.
    /// </summary>
    public bool TryAnswer(HttpContext http)
    {
        if (!SameOrigin.IsOwnPage(http.Request) || ReadOutdated(http) is not { } form)
        {
            return false;
        }

        LogOutdated(SingleLine.Clean(http.Request.Path, 100));
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = Next(http, form);
        return true;
    }

    /// <summary>Whether this page says the reason. The next page does not say it again.</summary>
    public bool Take(HttpContext http)
    {
        if (!http.Request.Cookies.ContainsKey(name))
        {
            return false;
        }

        http.Response.OnStarting(() =>
        {
            if (http.Response.Headers.Location.Count == 0) // otherwise the page that follows says it
            {
                http.Response.Cookies.Delete(name, AppCookies.Options(environment, http));
            }

            return Task.CompletedTask;
        });
        return true;
    }

    /// <summary>The form, if it has a token and the token is wrong. A form that could not be read has none.</summary>
    private IFormCollection? ReadOutdated(HttpContext http)
    {
        var result = http.Features.Get<IAntiforgeryValidationFeature>();
        if (result is not { IsValid: false, Error.InnerException: not (IOException or InvalidDataException) })
        {
            return null;
        }

        http.Features.Set<IAntiforgeryValidationFeature>(null); // while it is there, nothing can read the form
        var form = http.Request.HasFormContentType ? http.Request.Form : null; // antiforgery has parsed it
        http.Features.Set(result);

        return string.IsNullOrEmpty(form?[antiforgery.Value.FormFieldName]) ? null : form;
    }

    private string Next(HttpContext http, IFormCollection form)
    {
        var page = PageOf(http.Request, form);
        if (SignedIn.From(http.User) is null)
        {
            return http.Request.Path == SignOut ? ReturnUrl.Local(form["returnUrl"]) : SignInAddress.SignedOut(page);
        }

        var cookie = AppCookies.Options(environment, http);
        cookie.MaxAge = TimeSpan.FromMinutes(1);
        http.Response.Cookies.Append(name, "true", cookie);
        return page;
    }

    /// <summary>The page of the form. From the sign-in page the person goes where that page leads.</summary>
    private static string PageOf(HttpRequest request, IFormCollection form)
    {
        var page = Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var referer)
            && request.Headers.Origin.ToString() is var origin && (origin is "" || origin == referer.GetLeftPart(UriPartial.Authority))
                ? ReturnUrl.Local(referer.AbsolutePath + WithoutMessages(referer.Query))
                : "/";

        return page == "/" ? ReturnUrl.Local(form["returnUrl"]) : page;
    }

    private static QueryString WithoutMessages(string query) =>
        QueryString.Create(QueryHelpers.ParseQuery(query).Where(part => !Messages.Contains(part.Key, StringComparer.OrdinalIgnoreCase)));

    [LoggerMessage(LogLevel.Information, "A form was refused because its page is out of date: {Path}.")]
    private partial void LogOutdated(string? path);
}
