using Microsoft.AspNetCore.Authentication;

namespace PasskeyBlazor.Providers;

/// <summary>Handles a failed provider redirect: writes the library's message to the log, and gives the person a reference.</summary>
public sealed partial class ProviderFailures(ILogger<ProviderFailures> logger)
{
    public Task HandleAsync(AccessDeniedContext context)
    {
        context.Response.Redirect(ProviderReturn.Failed(ProviderError.Cancelled, reference: null, context.Properties));
        context.HandleResponse();

        return Task.CompletedTask;
    }

    public Task HandleAsync(RemoteFailureContext context)
    {
        var reference = Reference.New();
        LogFailed(context.Scheme.Name, reference, context.Failure);
        var error = context.Failure is NotProvedFreshException ? ProviderError.NotProvedFresh : ProviderError.Failed;
        context.Response.Redirect(ProviderReturn.Failed(error, reference, context.Properties));
        context.HandleResponse();

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "Signing in through {Provider} failed. Reference {Reference}.")]
    private partial void LogFailed(string provider, string reference, Exception? failure);
}
