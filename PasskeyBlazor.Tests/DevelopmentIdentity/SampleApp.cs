
#if DEBUG
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PasskeyBlazor.DevelopmentIdentity;

namespace PasskeyBlazor.Tests.DevelopmentIdentity;

/// <summary>The smallest app with the stock handler, on a real port: the handler calls the provider over the network.</summary>
public sealed class SampleApp : IAsyncLifetime
{
    private readonly WebApplication app = Build();

    public Uri Origin => new UriBuilder(app.Urls.Single()) { Host = "localhost" }.Uri;

    public string this[string key] => app.Configuration[$"Authentication:Oidc:Development:{key}"]!;

    public async ValueTask InitializeAsync() => await app.StartAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>A browser of its own, with its own cookies.</summary>
    public HttpClient Browser(bool followRedirects = true) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = followRedirects }) { BaseAddress = Origin };

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddDevelopmentIdentity();
        var authentication = builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        authentication.AddOpenIdConnect("Development", options =>
        {
            builder.Configuration.GetSection("Authentication:Oidc:Development").Bind(options);
            options.CallbackPath = "/signin-oidc-development";
            options.SignedOutCallbackPath = "/signout-callback-oidc-development";
            options.ResponseType = "code";
            options.ResponseMode = "query";
            options.MapInboundClaims = false;
            options.GetClaimsFromUserInfoEndpoint = true;
            options.Scope.Add("email");
            options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
            options.Events = new OpenIdConnectEvents
            {
                OnRedirectToIdentityProvider = context =>
                {
                    context.ProtocolMessage.LoginHint = context.Request.Query["hint"];
                    return Task.CompletedTask;
                },
                OnUserInformationReceived = context =>
                {
                    var idToken = JsonSerializer.Serialize(Claims(context.Principal!)); // nothing is merged into it yet
                    var userInfo = context.User.RootElement.GetRawText();
                    context.Principal!.AddIdentity(new ClaimsIdentity([new("idtoken", idToken), new("userinfo", userInfo)]));
                    return Task.CompletedTask;
                },
                OnRemoteFailure = context =>
                {
                    context.HandleResponse();
                    return context.Response.WriteAsync(context.Failure!.Message);
                },
            };
        });
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapDevelopmentIdentity();
        app.MapGet("/sign-in", () => TypedResults.Challenge(To("/me"), ["Development"])).AllowAnonymous();
        app.MapGet("/me", Claims);
        app.MapGet("/sign-out", () => TypedResults.SignOut(To("/signed-out"), ["Cookies", "Development"]));
        app.MapGet("/signed-out", (ClaimsPrincipal user) => user.Claims.Any() ? "still here" : "gone").AllowAnonymous();
        return app;
    }

    private static AuthenticationProperties To(string path) => new() { RedirectUri = path };

    private static Dictionary<string, string> Claims(ClaimsPrincipal user) =>
        user.Claims.ToDictionary(claim => claim.Type, claim => claim.Value);
}
#endif
