namespace PasskeyBlazor.Tests.Support.Hosting;

public static class SecurityHeaderChecks
{
    private static readonly Dictionary<string, string> Always = new()
    {
        ["X-Frame-Options"] = "DENY",
        ["X-Content-Type-Options"] = "nosniff",
        ["Referrer-Policy"] = "strict-origin-when-cross-origin",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
        ["Permissions-Policy"] =
            "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    };

    /// <summary>The headers of every response, each once and with its exact value. Each page has its own policy.</summary>
    public static void HasSecurityHeaders(this HttpResponseMessage answer)
    {
        foreach (var (name, value) in Always)
        {
            Assert.True(answer.Headers.TryGetValues(name, out var values), $"{answer.RequestMessage}: {name}");
            Assert.Equal(value, string.Join(" | ", values));
        }

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith(Policy, policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
    }

    private const string Policy = "default-src 'self'; img-src 'self' https:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'";
}
