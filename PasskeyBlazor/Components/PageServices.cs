using System.Data.Common;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace PasskeyBlazor.Components;

/// <summary>Adds the pages, what they send along, and what a person sees when something fails.</summary>
public static class PageServices
{
    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddScoped<CircuitLine>();
        builder.Services.AddScoped<CircuitHandler>(services => services.GetRequiredService<CircuitLine>());
        builder.Services.Configure<RouteHandlerOptions>(route => route.ThrowOnBadRequest = false); // a bad form is an answer, not a fault

        // One language so far. Another is a Text.xx.resx and its name here.
        builder.Services.Configure<RequestLocalizationOptions>(culture => culture.AddSupportedCultures("en").AddSupportedUICultures("en").SetDefaultCulture("en"));

        return builder;
    }

    /// <summary>A fault ends on the error page, and an answer without a body on a page that says what its status means.</summary>
    public static void UsePageErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            CreateScopeForErrors = true,
            StatusCodeSelector = fault => IsOfDatabase(fault) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.Use((http, next) =>
        {
            var explains = http.Features.Get<IExceptionHandlerFeature>() is not null || http.Features.Get<IStatusCodeReExecuteFeature>() is not null;
            if (explains)
            {
                http.Request.Method = HttpMethods.Get; // a refused form would be refused again by the page that explains it
            }

            return next(http);
        });
    }

    /// <summary>Deny by default: a page is for people who are signed in unless it says otherwise. The circuit's own addresses are for anybody.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets().ShortCircuit(); // nobody needs to be known to get a stylesheet
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(circuit =>
            {
                circuit.DisableWebSocketCompression = true; // secrets and other people's text share it, and it costs memory
                circuit.ContentSecurityFrameAncestorsPolicy = "'none'";
            })
            .RequireAuthorization()
            .Add(endpoint =>
            {
                if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } route } && route.TrimStart('/').StartsWith('_'))
                {
                    endpoint.Metadata.Add(new Microsoft.AspNetCore.Authorization.AllowAnonymousAttribute());
                }
            });
    }

    private static bool IsOfDatabase(Exception fault) => fault is DbException || (fault is DbUpdateException && fault.InnerException is DbException);
}
