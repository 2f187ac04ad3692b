using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Tests.Support;

/// <summary>Who a circuit believes is there.</summary>
public static class CircuitPeople
{
    /// <summary>A circuit opens for somebody; waits until its next look at the session says that nobody is signed in.</summary>
    public static async Task IsToldThatNobodyIsSignedInAsync(this RevalidatingServerAuthenticationStateProvider person, SignedIn signedIn)
    {
        var told = new TaskCompletionSource<AuthenticationState>(TaskCreationOptions.RunContinuationsAsynchronously);
        person.AuthenticationStateChanged += async state =>
        {
            if (await state is { User.Identity.IsAuthenticated: not true } ended) // first it is told who was there
            {
                told.TrySetResult(ended);
            }
        };

        person.SetAuthenticationState(Task.FromResult(new AuthenticationState(signedIn.ToPrincipal())));

        var now = await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Null(SignedIn.From(now.User));
    }
}
