namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>Waits for a condition that becomes true shortly after an answer: asks repeatedly, and fails after a while.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="ask">Reads the current value.</param>
    /// <param name="isThere">Whether it is the expected value.</param>
    /// <param name="what">The name of the expected value, for the failure message.</param>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> ask, Func<T, bool> isThere, string what)
    {
        using var late = new CancellationTokenSource(Limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, TestContext.Current.CancellationToken);
        using var pause = new PeriodicTimer(Pause);
        while (true)
        {
            var now = await ask();
            if (isThere(now))
            {
                return now;
            }

            try
            {
                await pause.WaitForNextTickAsync(either.Token);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested)
            {
                throw new TimeoutException($"Not there after {Limit.TotalSeconds} s: {what}.");
            }
        }
    }
}
