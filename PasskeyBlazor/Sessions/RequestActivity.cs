using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>What this request tells the owner of an account: from where it came, and that it was refused.</summary>
public sealed partial class RequestActivity(
    IDbContextFactory<AppDbContext> databases, IHttpContextAccessor request, ILogger<RequestActivity> logger)
{
    private HttpContext Http => request.HttpContext ?? throw new InvalidOperationException("Only a request tells of itself.");

    /// <summary>Adds the browser and the address of this request to an event.</summary>
    public Activity SayFromWhere(Activity happened)
    {
        (happened.Browser, happened.System) = UserAgent.Read(Http.Request.Headers.UserAgent);
        happened.Address = Http.Connection.RemoteIpAddress?.ToString();

        return happened;
    }

    /// <summary>
    /// Saves the event of a refusal once the response is sent, so that the response time does not tell whether there is an account
    /// to save it for.
    /// </summary>
    public void SaveAfterResponse(Activity? refusal)
    {
        if (refusal is not null)
        {
            SayFromWhere(refusal);
            Http.Response.OnCompleted(() => SaveAsync(refusal));
        }
    }

    private async Task SaveAsync(Activity refusal)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            db.Activities.Add(refusal);
            await db.SaveChangesAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is DbUpdateException or DbException)
        {
            LogNotSaved(fault);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A refusal could not be saved for the account's owner.")]
    private partial void LogNotSaved(Exception fault);
}
