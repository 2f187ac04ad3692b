namespace PasskeyBlazor.Data;

/// <summary>Repeats a unit of work that collided with another one. The database has undone it, so each time it begins with its first read.</summary>
public static class UnitOfWork
{
    /// <summary>How often a unit of work is repeated.</summary>
    public const int MaxRepetitions = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    /// <param name="once">
    /// The unit of work: one context, and one save as its last step. It leaves nothing behind outside the context before that save.
    /// </param>
    /// <param name="cancellationToken">Cancels the pause between two repetitions.</param>
    /// <exception cref="Exception">The last collision, or another fault of the database, which is never repeated: the save may have arrived.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> once, CancellationToken cancellationToken)
    {
        for (var repetition = 0; ; repetition++)
        {
            try
            {
                return await once();
            }
            catch (Exception fault) when (repetition < MaxRepetitions && DatabaseFault.IsCollision(fault))
            {
                // Each pause may be twice as long as the one before. The random part separates the two that collided.
                await Task.Delay(FirstPause * (1 << repetition) * (1 + Random.Shared.NextDouble()), cancellationToken);
            }
        }
    }
}
