using Microsoft.AspNetCore.Authentication;

namespace PasskeyBlazor.Providers;

/// <summary>The provider was asked for a new authentication, and its ID token does not prove one.</summary>
internal sealed class NotProvedFreshException(string reason) : AuthenticationFailureException(reason);
