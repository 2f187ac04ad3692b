using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>An app whose configuration and database contain <see cref="ScriptPayloads"/> in every text that people see.</summary>
public sealed class PayloadApp : IAsyncDisposable
{
    public PayloadApp()
    {
        var settings = new Dictionary<string, string?> { ["Passkeys:ServerName"] = string.Join(' ', ScriptPayloads.All) };
        foreach (var (index, payload) in ScriptPayloads.All.Index())
        {
            settings[$"Authentication:Oidc:{Scheme(index)}:DisplayName"] = payload;
            settings[$"Authentication:Oidc:{Scheme(index)}:Authority"] = "https://provider.invalid";
            settings[$"Authentication:Oidc:{Scheme(index)}:ClientId"] = "id";
            settings[$"Authentication:Oidc:{Scheme(index)}:ClientSecret"] = "secret";
        }

        App = new TestApp { Settings = settings };
    }

    public TestApp App { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Gives a person this name directly, because the app would clean a provider's name first.</summary>
    public async Task NameAsync(SignedIn signedIn, string payload)
    {
        await using var db = App.OpenDatabase();
        await db.Users.Where(u => u.Id == signedIn.UserId).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.DisplayName, payload).SetProperty(u => u.Email, payload).SetProperty(u => u.PictureUrl, payload), Cancel);
    }

    /// <summary>Gives a person an account at each provider, with payloads as issuer and subject too.</summary>
    public async Task LinkEverywhereAsync(SignedIn signedIn)
    {
        await using var db = App.OpenDatabase();
        await db.ExternalIdentities.Where(i => i.Provider != "Development").ExecuteDeleteAsync(Cancel);
        db.ExternalIdentities.AddRange(ScriptPayloads.All.Select((payload, index) => new ExternalIdentity
        {
            UserId = signedIn.UserId,
            Provider = Scheme(index),
            Issuer = payload,
            Subject = payload,
            CreatedAt = DateTimeOffset.UtcNow,
            LastUsedAt = DateTimeOffset.UtcNow,
        }));
        await db.SaveChangesAsync(Cancel);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private static string Scheme(int index) => $"P{index:00}";
}
