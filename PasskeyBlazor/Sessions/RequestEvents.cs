using Microsoft.EntityFrameworkCore;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Sessions;

/// <summary>Adds the origin of a request to account events, and saves the account events of refusals.</summary>
public sealed partial class RequestEvents(IDbContextFactory<AppDbContext> databases, ILogger<RequestEvents> logger)
{
    /// <summary>Adds the browser and the IP address of a request to an account event.</summary>
    public static AccountEvent StampOrigin(HttpContext http, AccountEvent happened)
    {
        (happened.Browser, happened.System) = UserAgent.Read(http.Request.Headers.UserAgent);
        happened.Address = http.Connection.RemoteIpAddress?.ToString();

        return happened;
    }

    /// <summary>
    /// Saves the account event of a refusal after the response is sent. So the response time does not reveal whether an account
    /// exists.
    /// </summary>
    /// <param name="http">The refused request.</param>
    /// <param name="refusal">Null where no account is concerned.</param>
    /// <param name="defect">What the refused answer shows about its passkey. The same save counts it.</param>
    public void SaveAfterResponse(HttpContext http, AccountEvent? refusal, PasskeyDefect? defect = null)
    {
        if (refusal is not null)
        {
            StampOrigin(http, refusal);
            http.Response.OnCompleted(() => SaveAsync(refusal, defect).IsAnsweredAsync(LogNotSaved));
        }
    }

    private async Task SaveAsync(AccountEvent refusal, PasskeyDefect? defect)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        await using var write = await db.BeginWriteAsync(CancellationToken.None);
        if (defect is not null && await defect.StageAsync(db, refusal.At, CancellationToken.None))
        {
            refusal.Kind = AccountEventKind.PasskeyUnusable;
        }

        db.AccountEvents.Add(refusal);
        await db.SaveChangesAsync(CancellationToken.None);
        await write.CommitAsync(CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Warning, "A refusal could not be saved for the account's owner.")]
    private partial void LogNotSaved(Exception fault);
}
