using System.Net;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Administration;

/// <summary>A test with its own app and two browsers: one of Ada, whom a test can give the administrator role, and one of Grace.</summary>
public abstract class AdminTest : IAsyncDisposable
{
    protected AdminTest()
    {
        Ada = App.Browser(followRedirects: false);
        Grace = App.Browser(followRedirects: false);
    }

    protected static Guid Model { get; } = Guid.Parse("dd4ec289-e01d-41c9-bb89-70fa845d4bf2"); // its name is known: iCloud Keychain

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected TestApp App { get; } = new();

    protected HttpClient Ada { get; }

    protected HttpClient Grace { get; }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Ada.Dispose();
        Grace.Dispose();
        await App.DisposeAsync();
    }

    protected async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var answer = await Ada.GetAsync(address, Cancel);

        return answer.StatusCode;
    }

    /// <summary>Opens the page with the question and presses the button that says yes.</summary>
    protected async Task<HttpResponseMessage> AnswerAsync(string question, string address)
    {
        var html = await Ada.GetStringAsync(question, Cancel);
        Assert.Contains($"action=\"{address}\"", html);

        // The forms in the header come first. Their token is valid here too.
        return await Ada.PostFormAsync(question, address, HttpPages.HiddenFields(html));
    }
}
