using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
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
/// A tiny OpenID provider on a free port of this machine, with its own key. It signs in every person at once, and accepts a
/// code once and only with its proof key (RFC 7636); each thing that a provider can do wrong is a property.
/// </summary>
public sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "passkeyblazor";
    public const string ClientSecret = "planted client secret";

    /// <summary>Five parts, of which only the header can be read (RFC 7516 §3.1).</summary>
    public static readonly string EncryptedToken = $"{Encode(new() { ["alg"] = "RSA-OAEP", ["enc"] = "A256GCM", ["cty"] = "JWT" })}.AAAA.AAAA.AAAA.AAAA";

    private readonly WebApplication app;
    private RSA key = RSA.Create(2048);
    private int keyNumber = 1;
    private RSA signingKey;
    private readonly ConcurrentDictionary<string, Sent> open = new();
    private readonly ConcurrentQueue<string> codes = new();

    public FakeProvider()
    {
        signingKey = key;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", (HttpContext http) => AnswerAsync(http, DiscoveryFault, Discovery()));
        app.MapPost("/par", (HttpContext http) => AnswerAsync(http, ParFault, new JsonObject()));
        app.MapGet("/keys", (HttpContext http) =>
        {
            KeysAsked++;
            return AnswerAsync(http, KeysFault, Keys());
        });
        app.MapGet("/authorize", AuthorizeAsync);
        app.MapPost("/token", TokenAsync);
        app.MapGet("/userinfo", (HttpContext http) => AnswerAsync(http, UserInfoFault, UserInfo));
        app.Start();
        Name("ada");
    }

    public string Issuer => Front ?? Address;

    /// <summary>Where it listens.</summary>
    public string Address => app.Urls.Single().Replace("127.0.0.1", Host, StringComparison.Ordinal);

    /// <summary>The address of a proxy in front of it that speaks https. Null without one.</summary>
    public string? Front { get; set; }

    /// <summary>The host in the provider's issuer. To a browser, 127.0.0.1 and localhost are different sites on this machine.</summary>
    public string Host { get; set; } = "localhost";

    /// <summary>Whether it shows a page with a link, as real providers do, instead of an immediate redirect.</summary>
    public bool ShowsPage { get; set; }

    /// <summary>The address of the person that it names: each person has their own.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Additional claims of the ID token.</summary>
    public JsonObject Claims { get; set; } = [];

    public JsonObject UserInfo { get; set; } = [];

    /// <summary>How far its clock is ahead of the app's, or behind.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>Changes the required claims of every ID token.</summary>
    public Action<JsonObject> BendToken { get; set; } = _ => { };

    /// <summary>The signature algorithm: RS256, or none.</summary>
    public string Algorithm { get; set; } = "RS256";

    /// <summary>Changes the header of every ID token.</summary>
    public Action<JsonObject> BendHeader { get; set; } = _ => { };

    /// <summary>Signs with its public key as if that were a secret.</summary>
    public bool SignHmacWithPublicKey { get; set; }

    /// <summary>The issuer in the discovery document, if it differs from the tokens' issuer.</summary>
    public string? IssuerTemplate { get; set; }

    /// <summary>The signature algorithms that discovery names.</summary>
    public JsonArray Algorithms { get; set; } = ["RS256"];

    /// <summary>How often the app has fetched the keys.</summary>
    public int KeysAsked { get; private set; }

    /// <summary>Whether discovery promises the <c>iss</c> of RFC 9207.</summary>
    public bool PromisesIssuer { get; set; }

    /// <summary>Changes the address that the answer is sent to.</summary>
    public Action<Dictionary<string, string?>> BendAnswer { get; set; } = _ => { };

    public IResult? DiscoveryFault { get; set; }

    public IResult? KeysFault { get; set; }

    /// <summary>The answer of the pushed authorization request endpoint (RFC 9126); null means no endpoint.</summary>
    public IResult? ParFault { get; set; }

    public IResult? TokenFault { get; set; }

    public IResult? UserInfoFault { get; set; }

    /// <summary>Replaces the created ID token.</summary>
    public string? IdToken { get; set; }

    /// <summary>The app's last request.</summary>
    public IQueryCollection? Asked { get; private set; }

    /// <summary>The proof key that the last code came with.</summary>
    public string? LastVerifier { get; private set; }

    /// <summary>The last issued ID token.</summary>
    public string? LastIdToken { get; private set; }

    /// <summary>Every code that the app sent here, its own or not.</summary>
    public IReadOnlyCollection<string> Codes => [.. codes];

    /// <summary>Does everything right again, for this person.</summary>
    public void Name(string subject)
    {
        Email = $"ada-{Guid.NewGuid():N}@example.org";
        Claims = new() { ["sub"] = subject, ["name"] = "Ada", ["email"] = Email, ["email_verified"] = true };
        UserInfo = new() { ["sub"] = subject };
        BendToken = _ => { };
        ClockOffset = TimeSpan.Zero;
        BendAnswer = _ => { };
        BendHeader = _ => { };
        Algorithm = "RS256";
        PromisesIssuer = false;
        IssuerTemplate = null;
        Algorithms = ["RS256"];
        SignHmacWithPublicKey = false;
        DiscoveryFault = KeysFault = ParFault = TokenFault = UserInfoFault = null;
        IdToken = null;
        signingKey = key;
    }

    /// <summary>From now on signs with a key that is not in its key set but has the same name.</summary>
    public void SignAs(FakeProvider other) => signingKey = other.key;

    /// <summary>From now on signs with another key, and publishes only that key.</summary>
    public void ChangeKey(bool keepsName = false)
    {
        key.Dispose();
        signingKey = key = RSA.Create(2048);
        keyNumber += keepsName ? 0 : 1;
    }

    /// <summary>From now on signs with the key of another provider, and publishes it.</summary>
    public void UseKeyOf(FakeProvider other)
    {
        key.Dispose();
        signingKey = key = RSA.Create(other.key.ExportParameters(true));
    }

    /// <summary>The app's configuration that adds this provider.</summary>
    /// <param name="name">The name of its scheme.</param>
    /// <param name="differing">The settings that differ, for example <c>TrustEmail</c>.</param>
    public Dictionary<string, string?> Settings(string name = "Fake", params (string Key, string Value)[] differing)
    {
        Dictionary<string, string?> settings = new()
        {
            ["DisplayName"] = "Fake Provider",
            ["Authority"] = Issuer,
            ["ClientId"] = ClientId,
            ["ClientSecret"] = ClientSecret,
            ["TrustEmail"] = "true",
        };
        foreach (var (key, value) in differing)
        {
            settings[key] = value;
        }

        return settings.ToDictionary(setting => $"Authentication:Oidc:{name}:{setting.Key}", setting => setting.Value);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
    }

    private static Task AnswerAsync(HttpContext http, IResult? fault, JsonNode answer) =>
        (fault ?? Results.Content(answer.ToJsonString(), "application/json")).ExecuteAsync(http);

    private JsonObject Discovery() => new()
    {
        ["issuer"] = IssuerTemplate ?? Issuer,
        ["authorization_endpoint"] = $"{Issuer}/authorize",
        ["token_endpoint"] = $"{Issuer}/token",
        ["userinfo_endpoint"] = $"{Issuer}/userinfo",
        ["jwks_uri"] = $"{Issuer}/keys",
        ["pushed_authorization_request_endpoint"] = ParFault is null ? null : $"{Issuer}/par",
        ["response_types_supported"] = new JsonArray("code"),
        ["id_token_signing_alg_values_supported"] = Algorithms.DeepClone(),
        ["authorization_response_iss_parameter_supported"] = PromisesIssuer,
    };

    private JsonObject Keys()
    {
        var rsa = key.ExportParameters(false);

        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["kid"] = $"{keyNumber}",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["n"] = Base64Url.EncodeToString(rsa.Modulus),
                ["e"] = Base64Url.EncodeToString(rsa.Exponent),
            }),
        };
    }

    private Task AuthorizeAsync(HttpContext http)
    {
        var asked = Asked = http.Request.Query; // other requests may run at the same time
        var code = Guid.NewGuid().ToString("N");
        open[code] = new(asked["nonce"], asked["code_challenge"], asked.ContainsKey("max_age"));
        var answer = new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"], ["iss"] = PromisesIssuer ? Issuer : null };
        BendAnswer(answer);
        var address = QueryHelpers.AddQueryString(asked["redirect_uri"]!, answer.Where(p => p.Value is not null));
        var page = $"<!DOCTYPE html><title>Fake Provider</title><link rel=icon href=data:,><a href=\"{WebUtility.HtmlEncode(address)}\">Go back</a>";

        return (ShowsPage ? Results.Content(page, "text/html") : Results.Redirect(address)).ExecuteAsync(http);
    }

    private async Task TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var code = form["code"].ToString();
        codes.Enqueue(code);
        LastVerifier = form["code_verifier"];
        var proved = Base64Url.EncodeToString(SHA256.HashData(Bytes(form["code_verifier"].ToString())));
        if (!open.TryRemove(code, out var sent) || sent.Challenge != proved)
        {
            await Results.Json(new { error = "invalid_grant", error_description = "planted words" }, statusCode: 400).ExecuteAsync(http);
            return;
        }

        var idToken = LastIdToken = IdToken ?? Signed(sent); // other requests may get tokens at the same time
        var answer = new JsonObject
        {
            ["access_token"] = "access",
            ["token_type"] = "Bearer",
            ["expires_in"] = 60,
            ["id_token"] = idToken,
        };

        await AnswerAsync(http, TokenFault, answer);
    }

    private string Signed(Sent sent)
    {
        var now = (DateTimeOffset.UtcNow + ClockOffset).ToUnixTimeSeconds();
        var token = new JsonObject { ["iss"] = Issuer, ["aud"] = ClientId, ["iat"] = now, ["exp"] = now + 60, ["nonce"] = sent.Nonce };
        if (sent.AsksMaxAge) // OpenID Connect Core §2: only then it must be there
        {
            token["auth_time"] = now;
        }

        foreach (var (name, value) in Claims)
        {
            token[name] = value?.DeepClone();
        }

        BendToken(token);
        var header = new JsonObject { ["alg"] = SignHmacWithPublicKey ? "HS256" : Algorithm, ["kid"] = $"{keyNumber}", ["typ"] = "JWT" };
        BendHeader(header);
        var signed = $"{Encode(header)}.{Encode(token)}";
        var signature = SignHmacWithPublicKey ? HMACSHA256.HashData(key.ExportSubjectPublicKeyInfo(), Bytes(signed))
            : Algorithm == "none" ? [] : signingKey.SignData(Bytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    /// <summary>The request for which a code was issued.</summary>
    private sealed record Sent(string? Nonce, string? Challenge, bool AsksMaxAge);
}
