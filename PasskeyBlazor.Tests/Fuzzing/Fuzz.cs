using System.Diagnostics;
using System.Globalization;
using PasskeyBlazor.Tests.Support;

namespace PasskeyBlazor.Tests.Fuzzing;

/// <summary>
/// Tries random changes to valid input: always the same ones, so that a plain run gives the same result on each machine.
/// <see cref="Exploration"/> makes it try more of them, and <c>PASSKEYBLAZOR_FUZZ_SEED</c> begins with another seed. A failure
/// names the seed that repeats it.
/// </summary>
public static class Fuzz
{
    private const int MaxMilliseconds = 1_000;
    private const long MaxBytes = 4 * 1024 * 1024;

    private static readonly int Tries = Exploration.Rounds(5_000);

    private static readonly int FirstSeed = int.TryParse(Environment.GetEnvironmentVariable("PASSKEYBLAZOR_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    /// <summary>Each try creates an input from its random numbers and returns what is wrong with the result, or null.</summary>
    public static async Task RunAsync<T>(Func<Random, T> make, Func<T, Task<string?>> tryAsync)
    {
        await tryAsync(make(new Random(FirstSeed))); // one-time costs are not counted
        for (var tries = 0; tries < Tries; tries++)
        {
            var number = FirstSeed + tries;
            var input = make(new Random(number));
            var wrong = await OneAsync(() => tryAsync(input));
            Assert.True(wrong is null, $"{wrong} PASSKEYBLAZOR_FUZZ_SEED={number}, input: {input}");
        }
    }

    /// <summary>Nothing here waits, so one thread does everything and its allocations belong to the try.</summary>
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

        if (wrong is null && watch.ElapsedMilliseconds > MaxMilliseconds && timesMore > 0)
        {
            return await OneAsync(tryAsync, timesMore - 1); // a costly input is costly each time; a busy machine is not
        }

        var bytes = Environment.CurrentManagedThreadId == thread ? GC.GetAllocatedBytesForCurrentThread() - allocated : 0;

        return wrong
            ?? (watch.ElapsedMilliseconds > MaxMilliseconds ? $"It took {watch.ElapsedMilliseconds} ms." : null)
            ?? (bytes > MaxBytes ? $"It allocated {bytes} bytes." : null);
    }
}
