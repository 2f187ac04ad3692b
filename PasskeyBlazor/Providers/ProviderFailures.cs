using Microsoft.AspNetCore.Authentication;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Handles a failed provider redirect: writes the library's message to the log, gives the person a reference, and leads back to where
/// they came from.
/// </summary>
public sealed partial class ProviderFailures(WayBack wayBack, ILogger<ProviderFailures> logger)
{
    public Task HandleAsync(AccessDeniedContext context)
    {
        context.Response.Redirect(ProviderReturn.Failed(ProviderError.Cancelled, reference: null, wayBack.Find(context.HttpContext, context.Properties)));
        context.HandleResponse();

        return Task.CompletedTask;
    }

    /// <param name="states">
    /// Opens the state of the answer again. The handlers forget it when the OAuth handler throws, and when they refuse before they read it.
    /// </param>
    public Task HandleAsync(RemoteFailureContext context, ISecureDataFormat<AuthenticationProperties> states)
    {
        var state = context.Properties ?? states.Unprotect(context.Request.Query["state"]);
        var reference = Reference.New();
        LogFailed(context.Scheme.Name, reference, context.Failure);
        var error = context.Failure is NotProvedFreshException ? ProviderError.NotProvedFresh : ProviderError.Failed;
        context.Response.Redirect(ProviderReturn.Failed(error, reference, wayBack.Find(context.HttpContext, state)));
        context.HandleResponse();

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "Signing in through {Provider} failed. Reference {Reference}.")]
    private partial void LogFailed(string provider, string reference, Exception? failure);
}
