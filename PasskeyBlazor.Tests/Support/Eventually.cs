namespace PasskeyBlazor.Tests.Support;

/// <summary>What comes true a moment after the answer that a test has: asked for again and again, and missed after a while.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="ask">What there is now.</param>
    /// <param name="isThere">Whether that is it.</param>
    /// <param name="what">What is waited for, to say so when it does not come.</param>
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
