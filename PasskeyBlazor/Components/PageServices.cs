using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.RateLimiting;
using PasskeyBlazor.Components.Layout;
using PasskeyBlazor.Components.SignIn;
using PasskeyBlazor.Data;
using PasskeyBlazor.Http;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Components;

/// <summary>Adds the pages, their static assets, and the pages for errors.</summary>
public static class PageServices
{
    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            // A persisted circuit would return without its islands: the buttons of its page would do nothing, without a message.
            // Without a persisted copy the page says that the connection is lost, and offers a reload.
            circuits.PersistedCircuitInMemoryMaxRetained = 0;
            circuits.DisconnectedCircuitMaxRetained = CircuitLimits.MaxDropped;
        });
        builder.Services.Configure<CookieAuthenticationOptions>(SessionServices.Scheme, cookie => cookie.AccessDeniedPath = PageAddress.AccessDenied);
        builder.Services.AddScoped<CircuitConnection>();
        builder.Services.AddScoped<CircuitHandler>(services => services.GetRequiredService<CircuitConnection>());
        // A bad form gets a response with a status, not an exception.
        builder.Services.Configure<RouteHandlerOptions>(route => route.ThrowOnBadRequest = false);

        // One language so far. For another one, add a Text.xx.resx and its name here. In invariant mode no language has a name, and the
        // texts and dates are English.
        if (!InvariantMode.IsOn)
        {
            builder.Services.Configure<RequestLocalizationOptions>(culture => culture.AddSupportedCultures("en").AddSupportedUICultures("en").SetDefaultCulture("en"));
        }

        return builder;
    }

    /// <summary>An exception leads to the error page. A response without a body leads to a page that explains its status.</summary>
    public static void UsePageErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = PageAddress.Error,
            CreateScopeForErrors = true,
            StatusCodeSelector = fault => DatabaseFault.Is(fault) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute(PageAddress.Status, createScopeForStatusCodePages: true);
        app.Use((http, next) =>
        {
            var explains = http.Features.Get<IExceptionHandlerFeature>() is not null || http.Features.Get<IStatusCodeReExecuteFeature>() is not null;
            if (explains)
            {
                http.Request.Method = HttpMethods.Get; // the page that explains a refused form would refuse the form again
            }

            return next(http);
        });
    }

    /// <summary>
    /// Deny by default: a page requires a signed-in user unless it declares otherwise. A circuit requires one without exception: a
    /// stranger can neither fill the memory with circuits nor displace those of users.
    /// </summary>
    public static void MapPages(this WebApplication app)
    {
        if (InvariantMode.IsOn)
        {
            Log.NoLanguages(app.Logger);
        }
        else if (!ReaderZone.AreKnown)
        {
            Log.NoZones(app.Logger);
        }

        app.MapStaticAssets().ShortCircuit(); // a stylesheet needs no authentication
        app.MapBrowserFailures();
        app.MapAuthenticatorIcons();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(circuit =>
            {
                circuit.DisableWebSocketCompression = true; // secrets and text of other people share it, and it costs memory
                circuit.ContentSecurityFrameAncestorsPolicy = "'none'";
            })
            .RequireAuthorization()
            .Add(endpoint =>
            {
                if (endpoint.Metadata.OfType<ComponentTypeMetadata>().Any())
                {
                    // The framework omits HEAD. The pages that explain a refusal answer to the method that was refused: none listed is each.
                    var explains = (endpoint as RouteEndpointBuilder)?.RoutePattern.RawText is PageAddress.Error or PageAddress.StatusRoute or PageAddress.OtherHost or PageAddress.PlainHttp;
                    endpoint.Metadata.Add(new HttpMethodMetadata(explains ? [] : [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post]));
                }

                if ((endpoint as RouteEndpointBuilder)?.RoutePattern.RawText?.TrimStart('/').StartsWith("_blazor", StringComparison.Ordinal) == true)
                {
                    endpoint.Metadata.Add(new EnableRateLimitingAttribute(nameof(RateLimits.Circuits)));
                }
            });
    }
}
