using Bunit;

namespace PasskeyBlazor.Tests.Support.Browser;

/// <summary>A script's function that answers with a value that the test computes from its first argument.</summary>
public sealed class Answering<T>(string function, Func<string, T> answer)
    : JSRuntimeInvocationHandlerBase<T>(invocation => invocation.Identifier == function, isCatchAllHandler: false)
{
    protected override Task<T> HandleAsync(JSRuntimeInvocation invocation)
    {
        base.HandleAsync(invocation); // so that the call is counted
        try
        {
            return Task.FromResult(answer((string)invocation.Arguments[0]!));
        }
        catch (Exception fault)
        {
            return Task.FromException<T>(fault);
        }
    }
}
