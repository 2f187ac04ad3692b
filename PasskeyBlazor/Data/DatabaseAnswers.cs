namespace PasskeyBlazor.Data;

/// <summary>The one place where a fault of the database becomes an outcome, for work that goes on without its answer.</summary>
public static class DatabaseAnswers
{
    /// <summary>What the work returns, or <paramref name="otherwise"/> after a fault of the database.</summary>
    /// <param name="work">The work, which may ask the database several times.</param>
    /// <param name="otherwise">A failure, or the value for an answer that is not known.</param>
    /// <param name="log">Writes the fault to the log.</param>
    public static async Task<T> OrAsync<T>(this Task<T> work, T otherwise, Action<Exception> log)
    {
        try
        {
            return await work;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            log(fault);
            return otherwise;
        }
    }

    /// <summary>Whether the work ended without a fault of the database.</summary>
    public static async Task<bool> IsAnsweredAsync(this Task work, Action<Exception> log)
    {
        return await ThenTrueAsync().OrAsync(false, log);

        async Task<bool> ThenTrueAsync()
        {
            await work;
            return true;
        }
    }
}
