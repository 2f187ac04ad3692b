using System.Text.Json;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The name a new passkey gets by itself: that of its password manager or device where the AAGUID tells it, else the browser
/// that it was created with. The names are facts in <c>authenticators.json</c>, which an operator may replace or extend.
/// </summary>
public sealed class AuthenticatorNames(IHostEnvironment environment)
{
    private readonly Lazy<Dictionary<Guid, string>> names = new(() => Read(environment));

    /// <summary>What a make is called; null where nobody said.</summary>
    public string? Of(Guid aaguid) => names.Value.GetValueOrDefault(aaguid);

    public string NameFor(Guid aaguid, string? browser, string? system)
    {
        if (names.Value.TryGetValue(aaguid, out var name))
        {
            return name;
        }

        return (browser, system) switch
        {
            (null, null) => Text.Passkey_DefaultName,
            (null, _) => Text.Passkey_DefaultNameOf.With(system),
            (_, null) => Text.Passkey_DefaultNameOf.With(browser),
            _ => Text.Passkey_DefaultNameOf.With(Text.BrowserOnSystem.With(browser, system)),
        };
    }

    private static Dictionary<Guid, string> Read(IHostEnvironment environment)
    {
        using var file = environment.ContentRootFileProvider.GetFileInfo("authenticators.json").CreateReadStream();

        return JsonSerializer.Deserialize<Dictionary<Guid, string>>(file) ?? [];
    }
}
