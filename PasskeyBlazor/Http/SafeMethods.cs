namespace PasskeyBlazor.Http;

/// <summary>The methods that change nothing (RFC 9110 §9.2.1).</summary>
internal static class SafeMethods
{
    public static bool Has(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
}
