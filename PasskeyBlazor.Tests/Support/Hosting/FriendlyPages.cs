namespace PasskeyBlazor.Tests.Support.Hosting;

public static class FriendlyPages
{
    /// <summary>A page of the app, in words for people: no exception, no path, no type.</summary>
    public static async Task IsAFriendlyPageAsync(this HttpResponseMessage answer)
    {
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<h1", html);
        Assert.Contains("href=\"/\"", html);
        foreach (var inside in (string[])["Exception", "   at ", "System.", "Microsoft.", "Sqlite", ".cs:line", "/tmp/"])
        {
            Assert.DoesNotContain(inside, html, StringComparison.Ordinal);
        }
    }
}
