using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace PasskeyBlazor.Sessions;

/// <summary>
/// Cascades the signed-in user to all components of a request or a circuit: null when no user is signed in, and as soon as a
/// circuit notices that the session has ended.
/// </summary>
internal sealed class SignedInSource : CascadingValueSource<SignedIn?>, IDisposable
{
    private readonly AuthenticationStateProvider provider;

    public SignedInSource(AuthenticationStateProvider provider)
        : base(() => ReadNow(provider), isFixed: false)
    {
        this.provider = provider;
        provider.AuthenticationStateChanged += Changed;
    }

    public void Dispose() => provider.AuthenticationStateChanged -= Changed;

    /// <summary>The provider of a server knows the user from the request, so it does not wait. A state that is not known is no user.</summary>
    private static SignedIn? ReadNow(AuthenticationStateProvider provider) =>
        provider.GetAuthenticationStateAsync() is { IsCompletedSuccessfully: true, Result: var state } ? SignedIn.From(state.User) : null;

    private void Changed(Task<AuthenticationState> state) => _ = NotifyAsync(state);

    private async Task NotifyAsync(Task<AuthenticationState> state) => await NotifyChangedAsync(SignedIn.From((await state).User));
}
