using System.Diagnostics;
using System.Globalization;

namespace PasskeyBlazor.Tests.Fuzzing;

/// <summary>
/// Tries what chance makes of good input, for a few seconds, or as long as <c>PASSKEYBLAZOR_FUZZ</c> says (<c>00:30:00</c>).
/// Always the same chance, unless <c>PASSKEYBLAZOR_FUZZ_SEED</c> names another; what fails names the seed that finds it again.
/// </summary>
public static class Fuzz
{
    private const int MostMilliseconds = 1_000;
    private const int FewestTries = 100;
    private const long MostBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Time = TimeSpan.TryParse(Environment.GetEnvironmentVariable("PASSKEYBLAZOR_FUZZ"), CultureInfo.InvariantCulture, out var time)
        ? time
        : TimeSpan.FromSeconds(4);

    private static readonly int FirstSeed = int.TryParse(Environment.GetEnvironmentVariable("PASSKEYBLAZOR_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    /// <summary>Each try makes an input from its chance and says what is wrong with what became of it, or null.</summary>
    /// <returns>How many tries there were.</returns>
    public static async Task<int> RunAsync<T>(Func<Random, T> make, Func<T, Task<string?>> tryAsync)
    {
        await tryAsync(make(new Random(FirstSeed))); // what is made once is not counted
        var all = Stopwatch.StartNew();
        var tries = 0;
        for (; all.Elapsed < Time || tries < FewestTries; tries++) // longer where the machine is busy
        {
            var number = FirstSeed + tries;
            var input = make(new Random(number));
            var wrong = await OneAsync(() => tryAsync(input));
            Assert.True(wrong is null, $"{wrong} PASSKEYBLAZOR_FUZZ_SEED={number}, input: {input}");
        }

        return tries;
    }

    /// <summary>Nothing here waits for anything, so one thread does it all and its allocations are the try's.</summary>
    private static async Task<string?> OneAsync(Func<Task<string?>> tryAsync, int timesMore = 2)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var thread = Environment.CurrentManagedThreadId;
        var watch = Stopwatch.StartNew();
        string? wrong;
        try
        {
            wrong = await tryAsync();
        }
        catch (Exception fault)
        {
            return $"It threw: {fault}";
        }

        if (wrong is null && watch.ElapsedMilliseconds > MostMilliseconds && timesMore > 0)
        {
            return await OneAsync(tryAsync, timesMore - 1); // what is costly is so each time; a busy machine is not
        }

        var bytes = Environment.CurrentManagedThreadId == thread ? GC.GetAllocatedBytesForCurrentThread() - allocated : 0;

        return wrong
            ?? (watch.ElapsedMilliseconds > MostMilliseconds ? $"It took {watch.ElapsedMilliseconds} ms." : null)
            ?? (bytes > MostBytes ? $"It allocated {bytes} bytes." : null);
    }
}
