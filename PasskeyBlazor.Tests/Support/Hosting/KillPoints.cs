using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Tests.Support.Hosting;

[assembly: HostingStartup(typeof(KillPoints))]

namespace PasskeyBlazor.Tests.Support.Hosting;

/// <summary>
/// Ends the process of the app as <c>kill -9</c> does, at a numbered point of its work: before or after a commit, or also before each
/// statement that writes. The framework loads it from the assembly of the tests, as a hosting startup. The app has no hook for it.
/// </summary>
public sealed class KillPoints : IHostingStartup, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    /// <summary>The number of the point, 0 for none yet, and whether statements count too. Without the variable, this class does nothing.</summary>
    private const string Variable = "PASSKEYBLAZOR_TEST_KILL";

    private int left;
    private bool eachWrite;

    /// <summary>For an <see cref="AppProcess"/> with the assembly of the tests.</summary>
    public static Dictionary<string, string?> Environment(int point = 0, bool eachWrite = false) => new()
    {
        ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = typeof(KillPoints).Assembly.GetName().Name,
        [Variable] = string.Create(CultureInfo.InvariantCulture, $"{point} {eachWrite}"),
    };

    public void Configure(IWebHostBuilder builder)
    {
        if (System.Environment.GetEnvironmentVariable(Variable) is not { } point)
        {
            return;
        }

        Arm(point);
        DiagnosticListener.AllListeners.Subscribe(this);
        builder.UseStaticWebAssets(); // in Production the app has them only when it is published
        builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new CircuitCalls(Arm)));
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory)
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (IsPoint(value.Key, value.Value) && Interlocked.Decrement(ref left) == 0)
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite); // nothing more happens in this thread
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private const string DbLoggerCategory = Microsoft.EntityFrameworkCore.DbLoggerCategory.Name;

    private void Arm(string point) =>
        (left, eachWrite) = (int.Parse(point.Split(' ')[0], CultureInfo.InvariantCulture), bool.Parse(point.Split(' ')[1]));

    /// <summary>A statement outside a transaction is its own commit.</summary>
    private bool IsPoint(string name, object? data) =>
        name == RelationalEventId.TransactionCommitting.Name || name == RelationalEventId.TransactionCommitted.Name
        || (data is CommandEventData { Command: var command } && IsWrite(command)
            && ((name == RelationalEventId.CommandExecuting.Name && (eachWrite || command.Transaction is null)) || (name == RelationalEventId.CommandExecuted.Name && command.Transaction is null)));

    private static bool IsWrite(DbCommand command) => !command.CommandText.TrimStart().StartsWith("SELECT", StringComparison.Ordinal);
}
