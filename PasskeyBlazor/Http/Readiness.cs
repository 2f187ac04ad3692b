using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Http;

/// <summary>
/// Whether the app can serve people: the database answers, no migration is pending, and the newest stored Data Protection key can be read. The providers do not count. A change is one line in the log.
/// </summary>
/// <remarks>
/// All probes of <see cref="MaxAge"/> share one question. A probe waits at most <see cref="MaxWait"/>, also where the database hangs: the
/// question then stays open, and no second one is asked.
/// </remarks>
public sealed partial class Readiness(
    IServiceScopeFactory scopes, IDataProtectionProvider protection, IKeyManager keys, TimeProvider clock, ILogger<Readiness> logger) : IHealthCheck
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Task<string?>? question;
    private long askedAt;
    private string? saidReason;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string? reason;
        try
        {
            reason = await Question().WaitAsync(MaxWait, cancellationToken);
        }
        catch (TimeoutException)
        {
            reason = "The database does not answer in time.";
        }

        Log(reason);

        return reason is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(reason);
    }

    private Task<string?> Question()
    {
        lock (gate)
        {
            if (question is null || (question.IsCompleted && clock.GetElapsedTime(askedAt) >= MaxAge))
            {
                askedAt = clock.GetTimestamp();
                question = Task.Run(ReasonAsync); // SQLite and the keys block their thread
            }

            return question;
        }
    }

    /// <summary>Why the app is not ready; null when it is.</summary>
    private async Task<string?> ReasonAsync()
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var pending = await scope.ServiceProvider.GetRequiredService<DatabaseServices.Schema>().Context.Database.GetPendingMigrationsAsync();
            if (pending.Any())
            {
                return "A migration is pending.";
            }

            var protector = protection.CreateProtector(nameof(Readiness));
            protector.Unprotect(protector.Protect([1]));

            var now = TimeProvider.System.GetUtcNow(); // the clock of the keys
            var inForce = keys.GetAllKeys().Where(key => !key.IsRevoked && key.ActivationDate <= now && key.ExpirationDate > now);
            return inForce.MaxBy(key => key.ActivationDate) is { } newest && CanBeRead(newest) ? null : "The newest Data Protection key cannot be read.";
        }
        catch (Exception fault) // of any kind: each means that people cannot be served
        {
            return SingleLine.Clean($"{fault.GetType().Name}: {fault.Message}", 300);
        }
    }

    private static bool CanBeRead(IKey key)
    {
        try
        {
            return key.CreateEncryptor() is not null;
        }
        catch (Exception) // of any kind: the certificate that encrypts the key is missing, or its text is no key
        {
            return false;
        }
    }

    private void Log(string? reason)
    {
        lock (gate)
        {
            if (reason == saidReason)
            {
                return;
            }

            saidReason = reason;
        }

        if (reason is null)
        {
            LogReady(logger);
        }
        else
        {
            LogNotReady(logger, reason);
        }
    }

    [LoggerMessage(LogLevel.Error, "The app is not ready: {Reason}")]
    private static partial void LogNotReady(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "The app is ready again.")]
    private static partial void LogReady(ILogger logger);
}
