using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>Tells in each response which client address and scheme the app has found for the request.</summary>
public sealed class SeenClient : IStartupFilter
{
    private const string Address = "Seen-Address", Scheme = "Seen-Scheme";

    public static void Add(IServiceCollection services) => services.AddSingleton<IStartupFilter, SeenClient>();

    public static (string Address, string Scheme) Of(HttpResponseMessage answer) =>
        (answer.Headers.GetValues(Address).Single(), answer.Headers.GetValues(Scheme).Single());

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[Address] = $"{http.Connection.RemoteIpAddress}";
                http.Response.Headers[Scheme] = http.Request.Scheme;
                return Task.CompletedTask;
            });

            return rest(http);
        });
        next(app);
    };
}
