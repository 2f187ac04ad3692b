using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Tests.Support.Browser;

/// <summary>The person that a circuit regards as signed in.</summary>
public static class CircuitPeople
{
    /// <summary>Opens a circuit for a person; waits until its next check of the session says that the person is signed out.</summary>
    public static async Task SeesThatTheSessionEndsAsync(this RevalidatingServerAuthenticationStateProvider person, SignedIn signedIn)
    {
        var told = new TaskCompletionSource<AuthenticationState>(TaskCreationOptions.RunContinuationsAsynchronously);
        person.AuthenticationStateChanged += async state =>
        {
            if (await state is { User.Identity.IsAuthenticated: not true } ended) // first it learns who was signed in
            {
                told.TrySetResult(ended);
            }
        };

        person.SetAuthenticationState(Task.FromResult(new AuthenticationState(signedIn.ToPrincipal())));

        var now = await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Null(SignedIn.From(now.User));
    }
}
