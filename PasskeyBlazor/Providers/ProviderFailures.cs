using Microsoft.AspNetCore.Authentication;

namespace PasskeyBlazor.Providers;

/// <summary>Where a way through a provider goes on when it ends badly: the library's message to the log, a reference to the person.</summary>
public sealed partial class ProviderFailures(ILogger<ProviderFailures> logger)
{
    public Task GoOnAsync(AccessDeniedContext context)
    {
        context.Response.Redirect(ProviderReturn.Failed(ProviderError.Cancelled, reference: null, context.Properties));
        context.HandleResponse();

        return Task.CompletedTask;
    }

    public Task GoOnAsync(RemoteFailureContext context)
    {
        var reference = Reference.New();
        LogFailed(context.Scheme.Name, reference, context.Failure);
        context.Response.Redirect(ProviderReturn.Failed(ProviderError.Failed, reference, context.Properties));
        context.HandleResponse();

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "Signing in through {Provider} failed. Reference {Reference}.")]
    private partial void LogFailed(string provider, string reference, Exception? failure);
}
