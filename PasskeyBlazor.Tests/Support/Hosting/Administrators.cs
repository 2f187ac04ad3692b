using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;
using PasskeyBlazor.Sessions;
using PasskeyBlazor.Tests.Support.Database;

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>Administrators, and many other users for them to manage.</summary>
public static class Administrators
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An administrator who signs in with the provider.</summary>
    public static async Task<SignedIn> SignInAsAdministratorAsync(this TestApp app, HttpClient browser, string account = "ada")
    {
        var signedIn = await browser.SignInAsync(account);
        await using var db = app.OpenDatabase();
        await db.GiveRoleAsync(signedIn.UserId);

        return signedIn;
    }

    /// <summary>A session of an administrator.</summary>
    public static async Task<Session> SignInAsAdministratorAsync(this Accounts accounts, string name = "Ada")
    {
        var session = await accounts.SignInAsync(name);
        await using var db = accounts.Database.CreateContext();
        await db.GiveRoleAsync(session.UserId);

        return session;
    }

    /// <summary>Gives a person the administrator role; the person may already be signed in.</summary>
    public static async Task GiveRoleAsync(this AppDbContext db, Guid userId)
    {
        var user = await db.Users.SingleAsync(u => u.Id == userId, Cancel);
        if (!user.Roles.Contains(Roles.Administrator))
        {
            user.Roles.Add(Roles.Administrator);
        }

        await db.SaveChangesAsync(Cancel);
    }

    /// <summary>Numbered users, each with a connected account and a passkey. Higher numbers signed in later, three at a time.</summary>
    public static async Task AddManyAsync(this TestDatabase database, int count, Guid model, bool withIdentity = true)
    {
        await using var db = database.CreateContext();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        for (var number = 0; number < count; number++)
        {
            var at = Accounts.Start.AddMinutes(number / 3);
            var user = new User { Handle = $"{Guid.NewGuid()}", DisplayName = $"Number {number}", Email = $"number{number}@example.com", CreatedAt = at, LastSignInAt = at };
            db.Users.Add(user);
            if (withIdentity)
            {
                db.ExternalIdentities.Add(new ExternalIdentity
                {
                    UserId = user.Id,
                    Provider = "Example",
                    Issuer = "https://provider.example",
                    Subject = $"{user.Id}",
                    CreatedAt = at,
                    LastUsedAt = at,
                });
            }

            db.Passkeys.Add(NewRows.Passkey(user.Id, at, model: model));
        }

        await db.SaveChangesAsync(Cancel);
    }
}
