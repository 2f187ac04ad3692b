using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Database;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests;

/// <summary>An error at start is one line that names the key, and exit code 1. The app runs in a process of its own.</summary>
public sealed class StartErrorsTests : IDisposable
{
    private readonly DirectoryInfo folder = AppProcess.MakeFolder();

    public static TheoryData<string, string> WrongSettings => new()
    {
        { "Passkeys:ServerDomain", "" },
        { "Passkeys:ServerDomain", "https://example.org" },
        { "Passkeys:RequireUserVerification", "perhaps" },
        { "Proxies:0", "the proxy" },
        { "Sessions:Idle", "an hour" },
        { "Sessions:Idle", "-01:00:00" },
        { "RateLimits:Begin", "many" },
        { "RateLimits:Begin", "0" },
        { "AccountEvents:RetentionDays", "99999999999" },
        { "Logging:LogLevel", "Loud" },
        { "Database:Provider", "Oracle" },
        { "Database:Provider", "7" },
        { "Database:Provider", "" },
        { "Database:ConnectionString", "Data Sauce=app.db" },
        { "Database:ConnectionString", "nonsense" },
        { "Database:ConnectionString", "" },
        { "Database:ConnectionString", "   " },
        { "Database:ConnectionString", "Data Source=app.db;Default Timeout=long" },
        { "Database:ConnectionString", "Data Source=app.db;Password=secret" },
        { "Database:ConnectionString", "Data Source=appsettings.json/deeper/app.db" }, // a file is no folder
        { "Database:ConnectionString", "Data Source=/proc/none/app.db" },
        { "Database:ConnectionString", "Data Source=/" },
        { "Database:ConnectionString", "Data Source=data/app.db;Mode=ReadOnly" },
        { "Database:ConnectionString", "Data Source=data" }, // a folder is no file
        { "Database:ConnectionString", "Data Source=authenticators.json" }, // a file, but no database
        { "Urls", "nonsense" },
        { "Urls", "ftp://127.0.0.1" },
        { "Urls", "http://192.0.2.1:5000" }, // an address of another machine
        { "Urls", "https://127.0.0.1:0" }, // no certificate
        { "Database:ConnectionString", "Data Source=app.db;Password=sec;ret" }, // the message of the library names the rest of the password
        { "DataProtection:Certificate", "missing.pfx" },
    };

    [Theory]
    [Threat("ST-04")]
    [MemberData(nameof(WrongSettings))]
    public async Task A_wrong_setting_is_one_line_with_its_key(string key, string value)
    {
        AddDatabase();
        var set = key == "Logging:LogLevel" ? key + ":Default" : key;

        await EndsWithAsync(key.Split(":0")[0], [$"--{set}={value}"]);
    }

    [Fact]
    public async Task Two_keys_may_have_the_same_value_as_arguments()
    {
        AddDatabase();
        await using var app = AppProcess.Start(
            folder, ["--Passkeys:ServerDomain", "example.org", "--Passkeys:ServerName", "example.org"], new() { ["Passkeys__ServerDomain"] = null, ["Passkeys__ServerName"] = null });

        await app.AddressAsync();
    }

    [Theory]
    [Threat("ST-04")]
    [InlineData("SqlServer", "Server=127.0.0.1,1;Connect Timeout=1;Encrypt=false")]
    [InlineData("SqlServer", "Server=sql.invalid;Connect Timeout=1;Password=secret;User Id=a")]
    [InlineData("SqlServer", "Server=127.0.0.1;Nonsense=1")]
    [InlineData("SqlServer", "")]
    [InlineData("SqlServer", "  ")]
    [InlineData("SqlServer", "Database=app;Connect Timeout=1;Password=secret;User Id=a")] // no server
    [InlineData("PostgreSQL", "")]
    [InlineData("PostgreSQL", "Host=127.0.0.1;Port=1;Timeout=1;Username=a;Password=secret")]
    [InlineData("PostgreSQL", "Host=sql.invalid;Timeout=1;Username=a;Password=secret")]
    [InlineData("PostgreSQL", "Server=127.0.0.1;Nonsense=1;Password=secret")]
    [InlineData("PostgreSQL", "Host=127.0.0.1;Port=many")]
    [InlineData("PostgreSQL", "Timeout=1;Username=a")] // no host
    public async Task A_server_that_is_away_or_cannot_be_named_is_one_line(string provider, string connectionString)
    {
        var line = await EndsWithAsync("Database:ConnectionString", [$"--Database:Provider={provider}", $"--Database:ConnectionString={connectionString}"]);

        Assert.DoesNotContain("secret", line);
    }

    [Theory]
    [Threat("ST-04")]
    [InlineData("{ \"Passkeys\": { ")]
    [InlineData("nonsense")]
    [InlineData("{ \"Passkeys\": 1, \"passkeys\": 2 }")]
    public async Task A_malformed_file_of_settings_is_one_line(string json)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), json, TestContext.Current.CancellationToken);

        await EndsWithAsync("appsettings.json", []);
    }

    [Theory]
    [Threat("NP-03", "ST-04")]
    [InlineData("missing.svg", "cannot be read")]
    [InlineData("http://icons.example/a.svg", "https")]
    [InlineData("authenticators.json", "no SVG")]
    public async Task A_wrong_icon_of_an_authenticator_is_one_line(string icon, string expected)
    {
        AddDatabase();
        var entry = $$"""{ "11111111-2222-3333-4444-555555555555": { "name": "Key", "kind": "security-key", "icon_light": "{{icon}}" } }""";
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "own.json"), entry, TestContext.Current.CancellationToken);

        Assert.Contains(expected, await EndsWithAsync("Passkeys:AuthenticatorCatalog", ["--Passkeys:AuthenticatorCatalog=own.json"]));
    }

    [Fact]
    [Threat("ST-04")]
    public async Task A_port_in_use_is_one_line()
    {
        AddDatabase();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await EndsWithAsync("Urls", [$"--Urls=http://{other.LocalEndpoint}"]);
    }

    [Theory]
    [Threat("ST-04")]
    [InlineData("missing.pfx")]
    [InlineData("appsettings.json")]
    public async Task A_certificate_for_https_that_cannot_be_read_is_one_line(string path)
    {
        AddDatabase();

        await EndsWithAsync("Kestrel", ["--Urls=https://127.0.0.1:0", $"--Kestrel:Certificates:Default:Path={path}"]);
    }

    [Fact]
    [Threat("ST-04")]
    public async Task Each_of_several_missing_keys_is_one_line()
    {
        var (code, app) = await AppProcess.RunAsync(folder, ["--Passkeys:ServerDomain=", "--Passkeys:ServerName=", "--Sessions:CheckedEvery=1.00:00:00"]);

        Assert.Equal(1, code);
        Assert.Equal(
            ["Passkeys:ServerDomain", "Passkeys:ServerName", "Sessions:CheckedEvery"],
            app.Errors.Select(line => line.Split([' ', '\'']).First(word => word.Contains(':') && !word.EndsWith(':'))).Order());
    }

    [Theory]
    [Threat("ST-04")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tables_of_another_version_are_one_line(bool isNewer)
    {
        if (isNewer)
        {
            AddDatabase();
            using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "data", "app.db")};Pooling=False"))
            {
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Later', '11.0.0')";
                command.ExecuteNonQuery();
            }

            Assert.Contains("newer version", await EndsWithAsync("Database:ConnectionString", ["--migrate"]));
        }

        Assert.Contains(isNewer ? "newer version" : "--migrate", await EndsWithAsync("Database:ConnectionString", []));
    }

    [Theory]
    [Threat("ST-04")]
    [InlineData("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")]
    [InlineData("BEGIN IMMEDIATE")]
    public async Task A_database_that_another_process_keeps_locked_is_one_line(string sql)
    {
        using var database = new TestDatabase();
        using var connection = new SqliteConnection(database.ConnectionString + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();

        Assert.Contains("locked", await EndsWithAsync("Database:ConnectionString", [$"--Database:ConnectionString={database.ConnectionString}"]));
    }

    [Theory]
    [Threat("ST-04")]
    [InlineData("Data Source=data/app.db", "644", false)] // a file that this user may only read
    [InlineData("Data Source=data/app.db", "600", false)]
    [InlineData("Data Source=data/app.db", "644", true)]
    [InlineData("Data Source=new/app.db", "644", true)] // a folder that this user cannot make
    public async Task A_file_without_the_rights_is_one_line(string connectionString, string mode, bool isMigration)
    {
        Assert.SkipUnless(Unprivileged.Command.Length > 0, "Needs root on Linux, to start a process as another user.");
        AddDatabase();
        FileModes.Set(Path.Combine(folder.FullName, "data", "app.db"), mode);
        FileModes.Set(Path.Combine(folder.FullName, "data"), "755");
        FileModes.Set(folder.FullName, "755");

        await EndsWithAsync("Database:ConnectionString", [.. isMigration ? (string[])["--migrate"] : [], $"--Database:ConnectionString={connectionString}"], Unprivileged.Command);
    }

    [Fact]
    public void An_unknown_exception_names_its_type_and_method_in_one_line()
    {
        var fault = Assert.Throws<DivideByZeroException>(() => Fail("one\nline"));

        var line = Assert.Single(StartErrors.Lines(new AggregateException(fault)));

        Assert.Equal($"DivideByZeroException in {typeof(StartErrorsTests)}.Fail: one line", line);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static void Fail(string message) => throw new DivideByZeroException(message);

    private void AddDatabase()
    {
        using var migrated = new TestDatabase();
        File.Copy(migrated.FilePath, Path.Combine(folder.CreateSubdirectory("data").FullName, "app.db"));
    }

    private async Task<string> EndsWithAsync(string key, string[] arguments, string[]? command = null)
    {
        var (code, app) = await AppProcess.RunAsync(folder, arguments, new() { ["HOME"] = folder.FullName }, command); // without a developer's certificate of this machine

        var line = Assert.Single(app.Errors);
        Assert.Equal(1, code);
        Assert.Contains(key, line);
        Assert.DoesNotContain("   at ", app.ToString());
        Assert.DoesNotContain("fail:", app.ToString());
        Assert.DoesNotContain("crit:", app.ToString());
        Assert.DoesNotContain(SourceCode.PathOf("PasskeyBlazor"), app.ToString());

        return line;
    }
}
