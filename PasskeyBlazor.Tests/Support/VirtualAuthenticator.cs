using System.Text.Json;
using Microsoft.Playwright;

namespace PasskeyBlazor.Tests.Support;

/// <summary>An authenticator inside the browser (WebAuthn §11): it keeps passkeys, verifies its user and is touched by itself.</summary>
public sealed class VirtualAuthenticator
{
    private readonly ICDPSession session;
    private readonly string id;

    private VirtualAuthenticator(ICDPSession session, string id)
    {
        this.session = session;
        this.id = id;
    }

    /// <param name="page">The page that it answers.</param>
    /// <param name="keepsPasskeys">Whether it makes discoverable credentials; without them nobody signs in without typing a name.</param>
    public static async Task<VirtualAuthenticator> AddAsync(IPage page, bool keepsPasskeys = true)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["ctap2Version"] = "ctap2_1",
                ["transport"] = "internal",
                ["hasResidentKey"] = keepsPasskeys,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });

        return new VirtualAuthenticator(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    public Task RemoveAsync() => session.SendAsync("WebAuthn.removeVirtualAuthenticator", new() { ["authenticatorId"] = id });

    public async Task<IReadOnlyList<JsonElement>> CredentialsAsync()
    {
        var answer = await session.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = id });

        return [.. answer!.Value.GetProperty("credentials").EnumerateArray()];
    }

    /// <summary>Ends when it has made another passkey.</summary>
    public Task MakesPasskeyAsync() => NextAsync("WebAuthn.credentialAdded");

    /// <summary>Ends when it has forgotten one, because it was told that it counts no more.</summary>
    public Task ForgetsPasskeyAsync() => NextAsync("WebAuthn.credentialDeleted");

    /// <summary>Whether somebody touches it at once; otherwise the browser goes on asking.</summary>
    public Task SetTouchedAsync(bool touched) =>
        session.SendAsync("WebAuthn.setAutomaticPresenceSimulation", new() { ["authenticatorId"] = id, ["enabled"] = touched });

    private Task NextAsync(string name)
    {
        var happened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        session.Event(name).OnEvent += (_, _) => happened.TrySetResult();

        return happened.Task.WaitAsync(TimeSpan.FromSeconds(15));
    }
}
