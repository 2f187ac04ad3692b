using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Passkeys;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>
/// Lets a test call by HTTP what the circuits of the app call, in the app's own process: <c>/test/begin</c>, <c>/test/complete</c> and
/// <c>/test/remove</c>. <c>/test/arm</c> sets the next point of <see cref="KillPoints"/>.
/// </summary>
internal sealed class CircuitCalls(Action<string> arm) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Map("/test/arm", call => call.Run(http =>
        {
            arm(http.Request.Query["point"]!);
            return Task.CompletedTask;
        }));
        app.Map("/test/begin", call => call.Run(async http =>
        {
            var started = await http.RequestServices.GetRequiredService<RegistrationCeremony>().BeginAsync(Id(http, "session"));
            await http.Response.WriteAsJsonAsync(started.Value);
        }));
        app.Map("/test/complete", call => call.Run(async http =>
        {
            var form = await http.Request.ReadFormAsync();
            var added = await http.RequestServices.GetRequiredService<RegistrationCeremony>().CompleteAsync(Id(http, "session"), form["state"]!, form["credential"]!);
            await http.Response.WriteAsync(added.Succeeded ? "added" : $"{added.Failure}");
        }));
        app.Map("/test/remove", call => call.Run(async http =>
        {
            var failure = await http.RequestServices.GetRequiredService<UserPasskeys>().RemoveAsync(Id(http, "session"), Id(http, "passkey"));
            await http.Response.WriteAsync(failure is null ? "removed" : $"{failure}");
        }));
        next(app);
    };

    private static Guid Id(HttpContext http, string name) => Guid.Parse(http.Request.Query[name]!);
}
