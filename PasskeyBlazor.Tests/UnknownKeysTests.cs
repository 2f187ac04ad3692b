using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using PasskeyBlazor.Tests.Support;
using PasskeyBlazor.Tests.Support.Hosting;

namespace PasskeyBlazor.Tests;

public sealed class UnknownKeysTests
{
    [Fact]
    public async Task Each_key_that_nothing_reads_is_one_warning_without_its_value()
    {
        string[] unknown =
        [
            "Passkeys:MaxPerAccount",
            "Passkeys:ServerName:Short",
            "Sessions:Timeout",
            "Database",
            "Database:Path",
            "RateLimits:Begins",
            "Authentication:Gogle:ClientId",
            "Authentication:GitHub:Endpoints:Tokens",
            "Authentication:Oidc:Acme:Secret",
            "Administration:FirstAdministrator:Email",
        ];
        await using var app = new TestApp { Settings = unknown.ToDictionary(key => key, _ => (string?)"a value") };
        app.Settings["authentication:oidc:acme:clientid"] = "acme"; // keys ignore case
        app.Settings["Authentication:Schemes:Bearer:ValidIssuer"] = "a key of the framework";

        _ = app.Address;

        var warnings = app.Log.Where(line => line.Contains("is unknown and has no effect", StringComparison.Ordinal)).ToList();
        Assert.Equal(unknown.Order(), warnings.Select(line => Regex.Match(line, "key ([^ ]+) is").Groups[1].Value).Order());
        Assert.DoesNotContain(warnings, line => line.Contains("a value", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_key_stands_in_the_documents()
    {
        await using var app = new TestApp { Settings = { ["Authentication:Oidc:Acme:ClientId"] = "acme" } };
        _ = app.Address;
        var documents = File.ReadAllText(SourceCode.PathOf("docs", "deploy.md")) + File.ReadAllText(SourceCode.PathOf("docs", "providers.md"));

        var keys = app.Services.GetServices<KnownSection>()
            .Where(section => section.Options?.Assembly == typeof(KnownSection).Assembly)
            .SelectMany(section => section.Options!.GetProperties())
            .Where(property => property.CanWrite)
            .Select(property => property.Name)
            .Distinct()
            .ToList();

        Assert.Contains("GraphVersion", keys);
        Assert.DoesNotContain(keys, key => !Regex.IsMatch(documents, $@"\b{key}\b"));
    }
}
