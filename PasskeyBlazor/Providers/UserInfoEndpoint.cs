using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>
/// An OpenID provider's UserInfo endpoint (OpenID Connect Core §5.3). It fills the gaps of an ID token. The stock handler would refuse
/// the sign-in where the endpoint fails, also where there is no gap.
/// </summary>
internal sealed partial class UserInfoEndpoint(ILogger<UserInfoEndpoint> logger)
{
    /// <summary>The profile of an ID token with what UserInfo adds to it.</summary>
    /// <param name="context">The validated ID token with its claims, and the access token.</param>
    /// <param name="profile">The profile of the ID token.</param>
    /// <exception cref="AuthenticationFailureException">
    /// UserInfo is about another person, or it failed and the ID token has gaps.
    /// </exception>
    public async Task<ExternalProfile> CompleteAsync(TokenValidatedContext context, ExternalProfile profile)
    {
        var aborted = context.HttpContext.RequestAborted;
        var discovered = await context.Options.ConfigurationManager!.GetConfigurationAsync(aborted);
        if (string.IsNullOrEmpty(discovered.UserInfoEndpoint) || context.TokenEndpointResponse?.AccessToken is not { Length: > 0 } accessToken)
        {
            return profile;
        }

        try
        {
            var userInfo = await AskAsync(context.Options.Backchannel, discovered.UserInfoEndpoint, accessToken, aborted);
            if (SubjectOf(userInfo) != profile.Subject) // §5.3.2: an answer about another subject must not be used
            {
                throw new AuthenticationFailureException("UserInfo is about another person than the ID token.");
            }

            return profile.CompletedBy(userInfo);
        }
        catch (Exception fault) when (IsOfEndpoint(fault) && !aborted.IsCancellationRequested)
        {
            if (!ClaimsOf(context.Options.Scope).All(type => context.Principal!.HasClaim(claim => claim.Type == type)))
            {
                throw new AuthenticationFailureException("UserInfo failed, and the ID token alone is not complete.", fault);
            }

            LogUnavailable(context.Scheme.Name, SingleLine.Clean(fault.Message, 200));
            return profile;
        }
    }

    /// <summary>
    /// The claims that the scopes ask for (OpenID Connect Core §5.4), as far as the app needs them. A token with all of them needs nothing
    /// from UserInfo.
    /// </summary>
    private static string[] ClaimsOf(ICollection<string> scopes) =>
    [
        .. scopes.Contains("profile") ? [JwtRegisteredClaimNames.Name] : (string[])[],
        .. scopes.Contains("email") ? [JwtRegisteredClaimNames.Email, JwtRegisteredClaimNames.EmailVerified] : (string[])[],
    ];

    /// <summary>The answer as JSON, or the payload of a signed answer. The connection to the provider vouches for both.</summary>
    private static async Task<JsonElement> AskAsync(HttpClient backchannel, string address, string accessToken, CancellationToken aborted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var answer = await backchannel.SendAsync(request, aborted);
        answer.EnsureSuccessStatusCode();
        var text = await answer.Content.ReadAsStringAsync(aborted);
        var isSigned = answer.Content.Headers.ContentType?.MediaType == "application/jwt";
        using var document = JsonDocument.Parse(isSigned ? Base64UrlEncoder.Decode(new JsonWebToken(text).EncodedPayload) : text);
        return document.RootElement.Clone();
    }

    /// <exception cref="JsonException">The answer names no subject: it is no UserInfo, but for example an error with status 200.</exception>
    private static string? SubjectOf(JsonElement userInfo) =>
        userInfo.ValueKind == JsonValueKind.Object && userInfo.TryGetProperty("sub", out var subject) && subject.ValueKind == JsonValueKind.String
            ? subject.GetString()
            : throw new JsonException("UserInfo names no subject.");

    private static bool IsOfEndpoint(Exception fault) =>
        fault is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException // a time-out, a wrong charset
            or JsonException or ArgumentException or FormatException;

    [LoggerMessage(LogLevel.Warning, "UserInfo of {Provider} failed; the ID token is used alone: {Reason}")]
    private partial void LogUnavailable(string provider, string? reason);
}
