using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Tests.Support.Browser;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Browser;

/// <summary>A sign-in page whose head loads long before its form, as on a slow connection.</summary>
public sealed class SlowPageTests(BrowserFixture browser) : BrowserTest(browser)
{
    private readonly TaskCompletionSource formMayCome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_script_that_is_there_before_its_form_waits_for_it()
    {
        var ada = await OpenBrowserAsync();
        await ada.GetPasskeyAsync();

        var script = ada.Page.WaitForRequestFinishedAsync(new() { Predicate = request => request.Url.Contains("/PasskeySignIn.", StringComparison.Ordinal) });
        await ada.OpenAsync("/sign-in?returnUrl=/account");
        await script;
        await ada.Page.EvaluateAsync("new Promise(resolve => setTimeout(resolve))"); // whatever was to run has run
        formMayCome.SetResult();
        await ada.PressAsync("Sign in with a passkey");

        await ada.IsAtAsync("/account");
    }

    protected override TestApp MakeApp() => new()
    {
        StandIns = services => services.AddSingleton<IStartupFilter>(new HeadFirst(formMayCome.Task)),
    };

    private sealed class HeadFirst(Task restMayCome) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(SplitAsync);
            next(app);
        };

        private async Task SplitAsync(HttpContext http, RequestDelegate next)
        {
            if (http.Request.QueryString.Value != "?returnUrl=/account")
            {
                await next(http);
                return;
            }

            http.Request.Headers.AcceptEncoding = ""; // what is compressed cannot be split
            var response = http.Response.Body;
            using var page = new MemoryStream();
            http.Response.Body = page;
            await next(http);
            http.Response.Body = response;

            var html = page.ToArray().AsMemory();
            var headEnd = html.Span.IndexOf("</head>"u8);
            await response.WriteAsync(html[..headEnd]);
            await response.FlushAsync();
            await restMayCome;
            await response.WriteAsync(html[headEnd..]);
        }
    }
}
