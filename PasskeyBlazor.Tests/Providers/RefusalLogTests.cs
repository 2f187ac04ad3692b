using Microsoft.AspNetCore.Http;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;
using PasskeyBlazor.Tests.Support.Provider;

namespace PasskeyBlazor.Tests.Providers;

/// <summary>Each refusal of a provider's answer is one line in the log, with the reference that the person reads.</summary>
public sealed class RefusalLogTests(EveryProviderApp shared) : IClassFixture<EveryProviderApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Acme", "nonce")]
    [InlineData("Acme", "signature")]
    [InlineData("Acme", "encrypted")]
    [InlineData("Acme", "subject")]
    [InlineData("Acme", "token endpoint")]
    [InlineData("Acme", "UserInfo")]
    [InlineData("Acme", "error")]
    [InlineData("Acme", "state")]
    [InlineData("Acme", "cookie")]
    [InlineData("GitHub", "token endpoint")]
    [InlineData("GitHub", "profile")]
    [InlineData("GitHub", "error")]
    [InlineData("GitHub", "cookie")]
    [Threat("FR-09")]
    public async Task A_refusal_is_one_line(string provider, string wrong)
    {
        shared.Name(Guid.NewGuid(), provider);
        Bend(wrong);
        using var browser = shared.App.Browser(followRedirects: false);
        using var begun = await browser.PostFormAsync("/sign-in", "/session/provider", new Dictionary<string, string> { ["provider"] = provider });
        using var answered = await browser.GetAsync(begun.Headers.Location, Cancel);
        using var stranger = shared.App.Browser(followRedirects: false);
        var visitor = wrong == "cookie" ? stranger : browser; // a stranger has no cookie of the begun sign-in
        var before = shared.App.Log.Count;

        using var arrived = await visitor.GetAsync(answered.Headers.Location, Cancel);
        using var end = await visitor.GetAsync(arrived.Headers.Location, Cancel);

        var reference = Assert.Single(References.In(end.Headers.Location!.OriginalString));
        var line = Assert.Single(shared.App.Log.Skip(before));
        Assert.StartsWith("Warning PasskeyBlazor.Providers.ProviderFailures", line, StringComparison.Ordinal);
        Assert.Contains(reference, line);
    }

    private void Bend(string wrong)
    {
        switch (wrong)
        {
            case "nonce":
                shared.Provider.BendToken = token => token["nonce"] = "another";
                break;
            case "signature":
                shared.Provider.Algorithm = "none";
                break;
            case "encrypted":
                shared.Provider.IdToken = FakeProvider.EncryptedToken;
                break;
            case "subject":
                shared.Provider.BendToken = token => token["sub"] = "";
                break;
            case "token endpoint":
                shared.Provider.TokenFault = shared.LookAlikes.TokenFault = Results.StatusCode(500);
                break;
            case "UserInfo":
                shared.Provider.UserInfoFault = Results.StatusCode(500);
                break;
            case "profile":
                shared.LookAlikes.ProfileFault = Results.StatusCode(500);
                break;
            case "error":
                shared.Provider.BendAnswer = answer => { answer.Remove("code"); answer["error"] = "server_error"; };
                shared.LookAlikes.Denial = new() { ["error"] = "server_error" };
                break;
            case "state":
                shared.Provider.BendAnswer = answer => answer["state"] = "forged";
                break;
        }
    }
}
