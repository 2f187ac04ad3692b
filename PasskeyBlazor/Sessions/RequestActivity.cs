using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>What this request has staged to be told to an account's owner: from where it came, and what is left of it when it is refused.</summary>
public sealed partial class RequestActivity(AppDbContext db, IHttpContextAccessor request, TimeProvider clock, ILogger<RequestActivity> logger)
{
    private HttpContext Http => request.HttpContext ?? throw new InvalidOperationException("Only a request tells of itself.");

    /// <summary>Other rooms stage what happened, and do not know in which browser and from which address.</summary>
    public void SayFromWhere()
    {
        var (browser, system) = UserAgent.Read(Http.Request.Headers.UserAgent);
        foreach (var entry in db.ChangeTracker.Entries<Activity>())
        {
            (entry.Entity.Browser, entry.Entity.System, entry.Entity.Address) = (browser, system, Http.Connection.RemoteIpAddress?.ToString());
        }
    }

    /// <summary>
    /// Saves what a refusal left to be told to the account's owner, if it is known whose passkey it was. Only once the response
    /// is sent, so that how long it took tells nobody whether there was anything to save.
    /// </summary>
    public void NoteRefusal() => Http.Response.OnCompleted(SaveAsync);

    /// <summary>Of all that was staged, only the refusal is saved: the account is disabled.</summary>
    public void NoteDisabled(Guid userId, string way)
    {
        var reference = Reference.New();
        LogDisabled(userId, Http.Connection.RemoteIpAddress?.ToString(), reference);
        db.ChangeTracker.Clear();
        db.Activities.Add(new Activity
        {
            UserId = userId,
            At = clock.GetUtcNow(),
            Kind = ActivityKind.SignInRefused,
            Way = way,
            Reference = reference,
        });
        NoteRefusal();
    }

    private async Task SaveAsync()
    {
        SayFromWhere();
        try
        {
            await db.SaveChangesAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is DbUpdateException or DbException)
        {
            LogNotNoted(fault);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A sign-in of user {UserId} from {Address} was refused: the account is disabled. Reference {Reference}.")]
    private partial void LogDisabled(Guid userId, string? address, string reference);

    [LoggerMessage(LogLevel.Warning, "A refusal could not be noted for the account's owner.")]
    private partial void LogNotNoted(Exception fault);
}
