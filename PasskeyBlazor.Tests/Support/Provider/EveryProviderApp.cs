using System.Text.Json.Nodes;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Support.Provider;

/// <summary>The app with every provider that it knows, and one that it does not know.</summary>
public sealed class EveryProviderApp : IAsyncDisposable
{
    private const string Directory = "0b7c2a6e-3f1d-4d55-9a57-2f6d5a1c9e10";

    public EveryProviderApp()
    {
        var settings = LookAlikes.Settings();
        foreach (var section in (string[])["Google", "Microsoft", "Auth0", "Okta", "Oidc:Acme"])
        {
            settings[$"Authentication:{section}:Authority"] = Provider.Issuer;
            settings[$"Authentication:{section}:ClientId"] = FakeProvider.ClientId;
            settings[$"Authentication:{section}:ClientSecret"] = "secret";
        }

        settings["Authentication:Oidc:Acme:DisplayName"] = "Acme SSO";
        App = new TestApp { Settings = settings };
    }

    public LookAlikes LookAlikes { get; } = new();

    public FakeProvider Provider { get; } = new();

    public TestApp App { get; }

    /// <summary>All providers know this person, who has no address.</summary>
    public void Name(Guid person, string provider)
    {
        LookAlikes.Name($"{Math.Abs(BitConverter.ToInt64(person.ToByteArray()))}");
        LookAlikes.GitHubEmails = new JsonArray();
        LookAlikes.FacebookUser.AsObject().Remove("email");
        Provider.Name(person.ToString("N"));
        Provider.Claims.Remove("email");
        if (provider == "Microsoft")
        {
            Provider.IssuerTemplate = $"{Provider.Issuer}/{{tenantid}}/v2.0";
            Provider.BendToken = token => (token["tid"], token["iss"]) = (Directory, $"{Provider.Issuer}/{Directory}/v2.0");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await LookAlikes.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
