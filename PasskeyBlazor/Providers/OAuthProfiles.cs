using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace PasskeyBlazor.Providers;

/// <summary>Reads the person's profile from each provider without OpenID Connect.</summary>
internal static class OAuthProfiles
{
    /// <summary>
    /// A login can be renamed and taken by another person; the numeric id cannot. The public address is unverified; the list of
    /// addresses shows more.
    /// </summary>
    public static async Task<ExternalProfile> GitHubAsync(OAuthPerson person)
    {
        var user = await person.AskAsync(person.Endpoints.UserInfo!);
        var profile = person.Identified(Number(user, "id"));
        var email = await GitHubEmailAsync(person);

        return profile with
        {
            Name = Text(user, "name") ?? Text(user, "login"),
            PictureUrl = Text(user, "avatar_url"),
            Email = email,
            IsEmailVerified = email is not null,
        };
    }

    /// <summary>
    /// Facebook does not report whether an address is verified. The proof shows that the token is used with our secret.
    /// </summary>
    public static async Task<ExternalProfile> FacebookAsync(OAuthPerson person)
    {
        var proof = HMACSHA256.HashData(Encoding.ASCII.GetBytes(person.ClientSecret), Encoding.ASCII.GetBytes(person.AccessToken));
        var user = await person.AskAsync(QueryHelpers.AddQueryString(person.Endpoints.UserInfo!, new Dictionary<string, string?>
        {
            ["fields"] = "id,name,email,picture",
            ["appsecret_proof"] = Convert.ToHexStringLower(proof),
        }));

        return person.Identified(Text(user, "id")) with
        {
            Name = Text(user, "name"),
            Email = Text(user, "email"),
            PictureUrl = Text(Member(Member(user, "picture"), "data"), "url"),
        };
    }

    /// <summary>For a suspended person X returns a success without data.</summary>
    public static async Task<ExternalProfile> XAsync(OAuthPerson person)
    {
        var answer = await person.AskAsync(QueryHelpers.AddQueryString(person.Endpoints.UserInfo!, "user.fields", "profile_image_url,confirmed_email"));
        var user = Member(answer, "data");

        return person.Identified(Text(user, "id")) with
        {
            Name = Text(user, "name") ?? Text(user, "username"),
            Email = Text(user, "confirmed_email"), // confirmed at X, but X is not authoritative for the domain
            PictureUrl = Text(user, "profile_image_url"),
        };
    }

    /// <summary>The primary address, if it is verified. None when the person did not permit the request.</summary>
    private static async Task<string?> GitHubEmailAsync(OAuthPerson person) =>
        await person.AskAsync(person.Endpoints.Emails!) is { ValueKind: JsonValueKind.Array } emails
            ? emails.EnumerateArray().Where(e => IsTrue(e, "primary") && IsTrue(e, "verified")).Select(e => Text(e, "email")).FirstOrDefault()
            : null;

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Null where the text is missing or empty, as with a name that the person has not entered.</summary>
    private static string? Text(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    private static string? Number(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null;

    private static bool IsTrue(JsonElement? element, string name) => Member(element, name) is { ValueKind: JsonValueKind.True };
}
