using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor;

/// <summary>
/// The one place where an error ends the start: a line on stderr for each error, without a stack trace, and exit code 1. The message of
/// an error names its key; code that knows the key throws it with that message.
/// </summary>
public sealed class StartErrors(IHostApplicationLifetime lifetime) : IHostedService
{
    private static bool isStarting;

    /// <summary>
    /// From here until the app runs, an exception that leaves <c>Program</c> ends the process with its line. A test and a tool of EF Core
    /// run <c>Program</c> in their own process, and see the exception itself.
    /// </summary>
    public static void WriteLines()
    {
        if (Assembly.GetEntryAssembly() == typeof(StartErrors).Assembly)
        {
            isStarting = true;
            AppDomain.CurrentDomain.UnhandledException += (_, unhandled) => End((Exception)unhandled.ExceptionObject);
        }
    }

    /// <summary>Keeps the framework from logging the same error with a stack trace, and reports mistakes before the app listens.</summary>
    public static WebApplicationBuilder AddTo(WebApplicationBuilder builder)
    {
        if (isStarting)
        {
            builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Information && !(isStarting && level >= LogLevel.Error));
            builder.Services.AddHostedService<StartErrors>();
        }

        return builder;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => isStarting = false); // an error of the running app keeps its stack trace

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The lines for an exception: one for each error that it contains.</summary>
    internal static IEnumerable<string> Lines(Exception fault) => fault switch
    {
        OperationCanceledException => [], // the start was stopped on request
        AggregateException many => many.InnerExceptions.SelectMany(Lines),
        OptionsValidationException invalid => invalid.Failures.Select(OneLine),
        InvalidDataException => [OneLine($"{fault.Message} {fault.InnerException?.Message} {fault.InnerException?.InnerException?.Message}")], // a file of settings: its line is inside
        _ when Comes(fault, "Microsoft.AspNetCore.Server.Kestrel.") => [OneLine($"Urls, HTTP_PORTS or a key of Kestrel is wrong: {fault.Message}")],
        _ when Comes(fault, "LoggerFilterConfigureOptions") => [OneLine($"A key of Logging:LogLevel is wrong: {fault.Message}")],
        InvalidOperationException => [OneLine(fault.Message)],
        _ => [OneLine($"{fault.GetType().Name} in {Origin(fault)}: {fault.Message}")],
    };

    private static void End(Exception fault)
    {
        if (isStarting)
        {
            foreach (var line in Lines(fault))
            {
                Console.Error.WriteLine($"The app does not start. {line}");
            }

            Environment.Exit(1);
        }
    }

    /// <summary>Whether this part of the framework threw it, for messages that name no key: an address that is in use, a missing certificate.</summary>
    private static bool Comes(Exception fault, string from) => fault.StackTrace?.Contains(from, StringComparison.Ordinal) == true;

    /// <summary>The method that threw it, to find a mistake in the code without a trace.</summary>
    private static string Origin(Exception fault) =>
        new StackTrace(fault).GetFrame(0)?.GetMethod() is { } method ? $"{method.DeclaringType}.{method.Name}" : "the app";

    private static string OneLine(string text) => string.Join(' ', text.Split([.. text.Where(c => char.IsControl(c) || c == ' ').Distinct()], StringSplitOptions.RemoveEmptyEntries));
}
