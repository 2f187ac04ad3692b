using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PasskeyBlazor.Tests.Support.Provider;

/// <summary>
/// Imitations of GitHub, Facebook and X for sign-in tests, on a free port of this machine: their formats, their
/// requirements for a client, and their error answers. They sign in every person at once.
/// </summary>
public sealed class LookAlikes : IAsyncDisposable
{
    public const string ClientId = "the client";
    public const string Secret = "a secret: with/signs+";

    private const string AccessToken = "the access token";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, string> challenges = new();

    public LookAlikes()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        app = builder.Build();

        app.MapGet("/github/authorize", Authorize);
        app.MapPost("/github/token", (HttpContext http) => TokenAsync(http, hasHeader: false));
        app.MapGet("/github/user", (HttpContext http) => AnswerAsync(http, ProfileFault, GitHubUser, http.Request.Headers.UserAgent.Count > 0));
        app.MapGet("/github/emails", (HttpContext http) => AnswerAsync(http, EmailsFault, GitHubEmails));
        app.MapGet("/facebook/authorize", http =>
        {
            Authorize(http);
            http.Response.Headers.Location += "#_=_"; // as at Facebook
            return Task.CompletedTask;
        });
        app.MapPost("/facebook/token", (HttpContext http) => TokenAsync(http, hasHeader: false));
        app.MapGet("/facebook/me", (HttpContext http) => AnswerAsync(http, ProfileFault, FacebookUser, http.Request.Query["appsecret_proof"] == Proof));
        app.MapGet("/x/authorize", Authorize);
        app.MapPost("/x/token", (HttpContext http) => TokenAsync(http, hasHeader: true));
        app.MapGet("/x/me", (HttpContext http) => AnswerAsync(http, ProfileFault, XUser));
        app.Start();
        Name("1");
    }

    public JsonNode GitHubUser { get; set; } = new JsonObject();

    public JsonNode GitHubEmails { get; set; } = new JsonArray();

    public JsonNode FacebookUser { get; set; } = new JsonObject();

    public JsonNode XUser { get; set; } = new JsonObject();

    /// <summary>The error that replaces a code.</summary>
    public Dictionary<string, string?>? Denial { get; set; }

    public IResult? TokenFault { get; set; }

    public IResult? ProfileFault { get; set; }

    public IResult? EmailsFault { get; set; }

    public string Address => app.Urls.Single();

    /// <summary>The app's last request.</summary>
    public IQueryCollection? Asked { get; private set; }

    private static string Proof =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), Encoding.ASCII.GetBytes(AccessToken)));

    /// <summary>Each person has their own address.</summary>
    public static string EmailOf(string id) => $"ada-{id}@example.org";

    /// <summary>Does everything right again, for this person.</summary>
    public void Name(string id)
    {
        GitHubUser = new JsonObject { ["id"] = JsonNode.Parse(id), ["login"] = "ada", ["name"] = "Ada", ["email"] = "public@example.org", ["avatar_url"] = "https://avatars.example/1" };
        GitHubEmails = new JsonArray(
            new JsonObject { ["email"] = "old@example.org", ["primary"] = false, ["verified"] = true },
            new JsonObject { ["email"] = EmailOf(id), ["primary"] = true, ["verified"] = true });
        FacebookUser = new JsonObject
        {
            ["id"] = id,
            ["name"] = "Ada",
            ["email"] = EmailOf(id),
            ["picture"] = new JsonObject { ["data"] = new JsonObject { ["url"] = "https://pictures.example/1" } },
        };
        XUser = new JsonObject { ["data"] = new JsonObject { ["id"] = id, ["name"] = "Ada", ["username"] = "ada", ["profile_image_url"] = "https://pictures.example/1" } };
        Denial = null;
        TokenFault = ProfileFault = EmailsFault = null;
    }

    /// <summary>The app's configuration that adds all three providers.</summary>
    public Dictionary<string, string?> Settings()
    {
        var address = Address;

        return new()
        {
            ["Authentication:GitHub:ClientId"] = ClientId,
            ["Authentication:GitHub:ClientSecret"] = Secret,
            ["Authentication:GitHub:Endpoints:Authorization"] = $"{address}/github/authorize",
            ["Authentication:GitHub:Endpoints:Token"] = $"{address}/github/token",
            ["Authentication:GitHub:Endpoints:UserInfo"] = $"{address}/github/user",
            ["Authentication:GitHub:Endpoints:Emails"] = $"{address}/github/emails",
            ["Authentication:Facebook:AppId"] = ClientId,
            ["Authentication:Facebook:AppSecret"] = Secret,
            ["Authentication:Facebook:Endpoints:Authorization"] = $"{address}/facebook/authorize",
            ["Authentication:Facebook:Endpoints:Token"] = $"{address}/facebook/token",
            ["Authentication:Facebook:Endpoints:UserInfo"] = $"{address}/facebook/me",
            ["Authentication:Twitter:ClientId"] = ClientId,
            ["Authentication:Twitter:ClientSecret"] = Secret,
            ["Authentication:Twitter:Endpoints:Authorization"] = $"{address}/x/authorize",
            ["Authentication:Twitter:Endpoints:Token"] = $"{address}/x/token",
            ["Authentication:Twitter:Endpoints:UserInfo"] = $"{address}/x/me",
        };
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private void Authorize(HttpContext http)
    {
        var asked = Asked = http.Request.Query; // other requests may run at the same time
        var isWhole = asked["response_type"] == "code" && asked["client_id"] == ClientId && asked["code_challenge_method"] == "S256";
        var answer = Denial ?? (isWhole ? [] : new Dictionary<string, string?> { ["error"] = "invalid_request" });
        if (answer.Count == 0)
        {
            var code = Guid.NewGuid().ToString("N");
            challenges[code] = asked["code_challenge"]!;
            answer["code"] = code;
        }

        http.Response.Redirect(QueryHelpers.AddQueryString(asked["redirect_uri"]!, answer.Append(new("state", asked["state"]))));
    }

    private async Task TokenAsync(HttpContext http, bool hasHeader)
    {
        if (TokenFault is not null)
        {
            await TokenFault.ExecuteAsync(http);
            return;
        }

        var form = await http.Request.ReadFormAsync();
        var header = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(Secret)}"));
        var isClient = hasHeader
            ? http.Request.Headers.Authorization == header && !form.ContainsKey("client_secret")
            : form["client_id"] == ClientId && form["client_secret"] == Secret;
        var isAnswer = challenges.TryRemove(form["code"].ToString(), out var challenge)
            && challenge == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));

        // As at GitHub: an error has a success status and another format.
        JsonObject answer = isClient && isAnswer
            ? new() { ["access_token"] = AccessToken, ["token_type"] = "bearer", ["scope"] = "" }
            : new() { ["error"] = isClient ? "bad_verification_code" : "incorrect_client_credentials" };
        await Results.Content(answer.ToJsonString(), "application/json").ExecuteAsync(http);
    }

    private static Task AnswerAsync(HttpContext http, IResult? fault, JsonNode answer, bool isAsDemanded = true)
    {
        var isAllowed = isAsDemanded && AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header)
            && header is { Scheme: "Bearer", Parameter: AccessToken };

        return (fault ?? (isAllowed ? Results.Content(answer.ToJsonString(), "application/json") : Results.StatusCode(401))).ExecuteAsync(http);
    }
}
