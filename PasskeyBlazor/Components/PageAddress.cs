namespace PasskeyBlazor.Components;

/// <summary>The addresses of the pages that belong to no feature.</summary>
public static class PageAddress
{
    public const string Home = "/";

    /// <summary>The sample of a page that needs a signed-in user.</summary>
    public const string Protected = "/protected";

    public const string Policy = "/policy";

    public const string Error = "/error";

    public const string NotFound = "/not-found";

    public const string AccessDenied = "/access-denied";

    /// <summary>The page that explains a status, with a place for the status.</summary>
    public const string Status = "/status/{0}";

    public const string StatusRoute = "/status/{Code:int}";

    /// <summary>The page that explains status 421.</summary>
    public const string OtherHost = "/status/421";

    /// <summary>The page that explains status 426.</summary>
    public const string PlainHttp = "/status/426";
}
