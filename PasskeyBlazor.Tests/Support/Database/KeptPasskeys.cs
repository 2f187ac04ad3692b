using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests.Support.Database;

/// <summary>Passkeys that are only rows, for pages that show them. No authenticator holds them.</summary>
public static class KeptPasskeys
{
    /// <summary>Ages every session, so that changes require reauthentication.</summary>
    public static async Task AgeSessionsAsync(this TestApp app)
    {
        await using var db = app.OpenDatabase();
        await db.Sessions.ExecuteUpdateAsync(
            set => set.SetProperty(s => s.AuthenticatedAt, DateTimeOffset.UtcNow.AddHours(-1)), TestContext.Current.CancellationToken);
    }

    /// <summary>Deletes all users with everything that they have, for tests that share an app.</summary>
    public static async Task DeleteUsersAsync(this TestApp app)
    {
        await using var db = app.OpenDatabase();
        await db.Users.ExecuteDeleteAsync(Cancel);
    }

    /// <summary>Deletes all connected accounts. The users' sessions stay.</summary>
    public static async Task ForgetProvidersAsync(this TestApp app)
    {
        await using var db = app.OpenDatabase();
        await db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.ExternalIdentityId, (Guid?)null), Cancel);
        await db.ExternalIdentities.ExecuteDeleteAsync(Cancel);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Gives a user exactly these passkeys. The first is the newest.</summary>
    public static async Task KeepPasskeysAsync(this TestApp app, Guid userId, params string[] names)
    {
        await using var db = app.OpenDatabase();
        await db.Passkeys.Where(p => p.UserId == userId).ExecuteDeleteAsync(Cancel);
        for (var number = 0; number < names.Length; number++)
        {
            var passkey = NewRows.Passkey(userId, DateTimeOffset.UtcNow.AddMonths(-2).AddMinutes(-number), names[number], browser: "Samsung Internet", system: "Android");
            passkey.LastUsedAt = DateTimeOffset.UtcNow;
            db.Passkeys.Add(passkey);
        }

        await db.SaveChangesAsync(Cancel);
    }

    /// <summary>The typed names of all passkeys of a user, the newest first.</summary>
    public static async Task<IReadOnlyList<string?>> PasskeyNamesAsync(this TestApp app, Guid userId)
    {
        await using var db = app.OpenDatabase();

        return await db.Passkeys.Where(p => p.UserId == userId).OrderByDescending(p => p.CreatedAt).Select(p => p.Name).ToListAsync(Cancel);
    }
}
