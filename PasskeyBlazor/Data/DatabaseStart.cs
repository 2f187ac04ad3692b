using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Data;

/// <summary>Prepares the database before the app runs.</summary>
public static partial class DatabaseStart
{
    /// <summary>The argument that migrates the database and ends the app.</summary>
    public const string MigrateSwitch = "--migrate";

    /// <summary>
    /// Creates or updates the tables in Development and with <c>--migrate</c>. Otherwise it only checks the schema, and the app
    /// does not start when the schema does not match this version. A wrong schema would fail later with worse errors.
    /// </summary>
    /// <returns>Whether the app should run now. With <c>--migrate</c> the app ends after the migration.</returns>
    /// <exception cref="InvalidOperationException">The database cannot be used. The message names the key.</exception>
    public static async Task<bool> PrepareDatabaseAsync(this WebApplication app, string[] args)
    {
        var migrate = args.Contains(MigrateSwitch);
        if (!migrate)
        {
            // Report errors in the configuration before errors in the database.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }

        await using var scope = app.Services.CreateAsyncScope();
        var schema = scope.ServiceProvider.GetRequiredService<DatabaseServices.Schema>().Context;
        var connection = schema.Database.GetDbConnection();
        var files = schema.Database.IsSqlite() ? new SqliteFiles(connection.DataSource) : null;
        var database = files?.Database ?? $"{connection.Database} at {connection.DataSource}";
        try
        {
            files?.MakeFolder();
            var update = new SchemaUpdate(schema, database, files, app.Services.GetRequiredService<TimeProvider>(), app.Logger);
            await (migrate || app.Environment.IsDevelopment() ? update.MigrateAsync() : update.CheckAsync());
            files?.WarnOfModes(app.Logger);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is IOException or UnauthorizedAccessException)
        {
            var reason = fault is InvalidOperationException { InnerException: DbException inner } ? inner : fault; // EF Core advises to try again
            throw new InvalidOperationException($"{DatabaseOptions.ConnectionKey}: the database {database} cannot be used. {reason.Message}", fault);
        }

        LogUsed(app.Logger, schema.Database.ProviderName!.Split('.')[^1], database);
        if (migrate)
        {
            LogUpToDate(app.Logger);
        }

        return !migrate;
    }

    [LoggerMessage(LogLevel.Information, "The app uses the {Provider} database {Database}.")]
    private static partial void LogUsed(ILogger logger, string provider, string database);

    [LoggerMessage(LogLevel.Information, "The database is up to date.")]
    private static partial void LogUpToDate(ILogger logger);
}
