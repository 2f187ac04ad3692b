using System.Text.Json;
using System.Text.Json.Serialization;
using PasskeyBlazor.Data;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// What makes of authenticators are called, by their AAGUIDs. They are facts in <c>authenticators.json</c>; an operator adds or
/// replaces some with a file of their own, which <c>Passkeys:Authenticators</c> names. Nothing but names and icons depends on
/// them, so a file that cannot be read costs no more than those.
/// </summary>
public sealed partial class AuthenticatorNames
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly string[] OfSecurityKeys = ["usb", "nfc", "ble", "smart-card"];

    private readonly string folder;
    private readonly ILogger logger;
    private readonly Lazy<Dictionary<Guid, Authenticator>> makes;

    public AuthenticatorNames(IHostEnvironment environment, IConfiguration configuration, ILogger<AuthenticatorNames> logger)
    {
        folder = environment.ContentRootPath;
        this.logger = logger;
        makes = new(() => Read("authenticators.json", configuration[$"{RelyingPartyOptions.Section}:Authenticators"]));
    }

    /// <summary>The make that an AAGUID names; null if it is not known, or if the AAGUID is all zeros and names none.</summary>
    public Authenticator? Find(Guid aaguid) => aaguid == Guid.Empty ? null : makes.Value.GetValueOrDefault(aaguid);

    /// <summary>The name that a new passkey gets by itself: its make's, else that of the browser it was created with.</summary>
    public string NameFor(Guid aaguid, string? browser, string? system) => Find(aaguid)?.Name
        ?? (BrowserName.Of(browser, system) is { } place ? Text.Passkey_DefaultNameOf.With(place) : Text.Passkey_DefaultName);

    /// <summary>Its make's, else what the ways it can be reached by tell of it; null if they tell nothing.</summary>
    public AuthenticatorKind? KindOf(Passkey passkey) => Find(passkey.Aaguid)?.Kind ?? passkey switch
    {
        { Transports: var by } when by.Intersect(OfSecurityKeys).Any() && !by.Contains("internal") => AuthenticatorKind.SecurityKey,
        { IsBackupEligible: true } => AuthenticatorKind.PasswordManager,
        { Transports: var by } when by.Contains("hybrid") => AuthenticatorKind.Phone,
        { Transports: var by } when by.Contains("internal") => AuthenticatorKind.Platform,
        _ => null,
    };

    /// <summary>The later files replace what the earlier ones say.</summary>
    private Dictionary<Guid, Authenticator> Read(params IEnumerable<string?> files)
    {
        var all = new Dictionary<Guid, Authenticator>();
        foreach (var file in files.OfType<string>())
        {
            try
            {
                foreach (var (aaguid, make) in ReadOne(Path.Combine(folder, file)))
                {
                    var name = Line.Of(make?.Name, UserPasskeys.LongestName) ?? throw new JsonException($"{aaguid} has no name.");
                    all[aaguid] = make! with { Name = name };
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
            {
                LogNotRead(file, fault);
            }
        }

        return all;
    }

    private static Dictionary<Guid, Authenticator?> ReadOne(string path)
    {
        using var file = File.OpenRead(path);

        return JsonSerializer.Deserialize<Dictionary<Guid, Authenticator?>>(file, Format) ?? [];
    }

    [LoggerMessage(LogLevel.Warning, "The names of authenticators in {File} could not be read. Passkeys get names without them.")]
    private partial void LogNotRead(string file, Exception fault);
}
