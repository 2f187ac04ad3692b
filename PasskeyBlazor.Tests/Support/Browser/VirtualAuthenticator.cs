using System.Text.Json;
using Microsoft.Playwright;

namespace PasskeyBlazor.Tests.Support.Browser;

/// <summary>An authenticator inside the browser (WebAuthn §11): it keeps passkeys, verifies its user and touches itself.</summary>
public sealed class VirtualAuthenticator
{
    private readonly ICDPSession session;
    private readonly string id;

    private VirtualAuthenticator(ICDPSession session, string id)
    {
        this.session = session;
        this.id = id;
    }

    /// <param name="page">The page whose requests it answers.</param>
    /// <param name="keepsPasskeys">Whether it creates discoverable credentials; without them a sign-in requires a typed name.</param>
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

    /// <summary>Keeps a passkey that it did not create.</summary>
    public Task KeepAsync(byte[] credentialId, string rpId, byte[] userHandle, byte[] privateKey) => session.SendAsync("WebAuthn.addCredential", new()
    {
        ["authenticatorId"] = id,
        ["credential"] = new Dictionary<string, object>
        {
            ["credentialId"] = Convert.ToBase64String(credentialId),
            ["isResidentCredential"] = true,
            ["rpId"] = rpId,
            ["userHandle"] = Convert.ToBase64String(userHandle),
            ["privateKey"] = Convert.ToBase64String(privateKey),
            ["signCount"] = 1,
        },
    });

    /// <summary>Ends when it has created another passkey.</summary>
    public Task MakesPasskeyAsync() => NextAsync("WebAuthn.credentialAdded");

    /// <summary>Ends when it has deleted a passkey after the signal that it is no longer valid.</summary>
    public Task ForgetsPasskeyAsync() => NextAsync("WebAuthn.credentialDeleted");

    /// <summary>Whether it is touched at once; otherwise the browser keeps asking.</summary>
    public Task SetTouchedAsync(bool touched) =>
        session.SendAsync("WebAuthn.setAutomaticPresenceSimulation", new() { ["authenticatorId"] = id, ["enabled"] = touched });

    private Task NextAsync(string name)
    {
        var happened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        session.Event(name).OnEvent += (_, _) => happened.TrySetResult();

        return happened.Task.WaitAsync(TimeSpan.FromSeconds(15));
    }
}
