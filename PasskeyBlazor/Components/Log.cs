namespace PasskeyBlazor.Components;

/// <summary>The log messages of components: events that only components see.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "A browser could not complete a WebAuthn call: {Error}. Reference {Reference}.")]
    public static partial void BrowserFailed(ILogger logger, string? error, string reference);

    [LoggerMessage(LogLevel.Warning, "A passkey could not be added: {Failure}. Reference {Reference}.")]
    public static partial void RegistrationFailed(ILogger logger, Failure failure, string reference);

    [LoggerMessage(LogLevel.Error, "The database did not answer a component.")]
    public static partial void DatabaseFailed(ILogger logger, Exception fault);

    [LoggerMessage(LogLevel.Warning, "The browser could not run {Script}: {Error}")]
    public static partial void ScriptFailed(ILogger logger, string script, string? error);

    [LoggerMessage(LogLevel.Error, "A page failed. Reference {Reference}.")]
    public static partial void PageFailed(ILogger logger, string reference, Exception? fault);

    [LoggerMessage(LogLevel.Information, "The system is in globalization-invariant mode: pages are in English, and times are in UTC unless time zone data is installed.")]
    public static partial void NoLanguages(ILogger logger);

    [LoggerMessage(LogLevel.Information, "The system has no time zone data: times are in UTC. The package tzdata has the data.")]
    public static partial void NoZones(ILogger logger);
}
