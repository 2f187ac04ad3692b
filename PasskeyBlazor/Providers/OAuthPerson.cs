using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;

namespace PasskeyBlazor.Providers;

/// <summary>The person who owns an access token, and the calls to the provider about that person.</summary>
internal sealed class OAuthPerson(OAuthCreatingTicketContext context, string issuer, ProviderEndpoints endpoints)
{
    public ProviderEndpoints Endpoints { get; } = endpoints;

    public string AccessToken => context.AccessToken ?? throw new AuthenticationFailureException("The provider gave no access token.");

    public string ClientSecret => context.Options.ClientSecret;

    /// <summary>The provider's response from an address.</summary>
    /// <returns>Null when the person did not permit it.</returns>
    /// <exception cref="AuthenticationFailureException">The response is not usable.</exception>
    public async Task<JsonElement?> AskAsync(string address)
    {
        var cancelled = context.HttpContext.RequestAborted;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await context.Backchannel.SendAsync(request, cancelled);
        if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            return null;
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw new AuthenticationFailureException($"The provider answered {(int)answer.StatusCode} when it was asked for the person.");
        }

        using var document = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancelled), default, cancelled);

        return document.RootElement.Clone();
    }

    /// <summary>
    /// The profile with its identifier. Without one the handler would sign in an identity that belongs to no specific person.
    /// </summary>
    public ExternalProfile Identified(string? subject) => new ExternalProfile(context.Scheme.Name, issuer, subject ?? "") is { IsIdentified: true } profile
        ? profile
        : throw new AuthenticationFailureException("The provider names no person.");
}
