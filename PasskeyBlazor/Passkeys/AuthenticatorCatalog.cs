using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The names of authenticator models, by AAGUID. The data is in <c>authenticators.json</c>. An operator adds or replaces entries
/// with a separate file, which <c>Passkeys:AuthenticatorCatalog</c> names. Only names and icons depend on the data, so an
/// unreadable file costs nothing else.
/// </summary>
public sealed partial class AuthenticatorCatalog
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
    private readonly Lazy<Dictionary<Guid, AuthenticatorModel>> models;

    public AuthenticatorCatalog(IHostEnvironment environment, IOptions<PasskeyOptions> options, ILogger<AuthenticatorCatalog> logger)
    {
        folder = environment.ContentRootPath;
        this.logger = logger;
        models = new(() => Read("authenticators.json", options.Value.AuthenticatorCatalog));
    }

    /// <summary>The authenticator model of an AAGUID; null if it is unknown, or if the AAGUID is all zeros and names none.</summary>
    public AuthenticatorModel? Find(Guid aaguid) => aaguid == Guid.Empty ? null : models.Value.GetValueOrDefault(aaguid);

    /// <summary>
    /// The kind of its authenticator model, else the kind that its transports and its backup flag suggest; null if they suggest
    /// none.
    /// </summary>
    public AuthenticatorKind? KindOf(Passkey passkey) => Find(passkey.Aaguid)?.Kind ?? passkey switch
    {
        { Transports: var by } when by.Intersect(OfSecurityKeys).Any() && !by.Contains("internal") => AuthenticatorKind.SecurityKey,
        { IsBackupEligible: true } => AuthenticatorKind.PasswordManager,
        { Transports: var by } when by.Contains("hybrid") => AuthenticatorKind.Phone,
        { Transports: var by } when by.Contains("internal") => AuthenticatorKind.Platform,
        _ => null,
    };

    /// <summary>A later file overrides an earlier one.</summary>
    private Dictionary<Guid, AuthenticatorModel> Read(params IEnumerable<string?> files)
    {
        var all = new Dictionary<Guid, AuthenticatorModel>();
        foreach (var file in files.OfType<string>())
        {
            try
            {
                foreach (var (aaguid, model) in ReadOne(Path.Combine(folder, file)))
                {
                    var name = SingleLine.Clean(model?.Name, UserPasskeys.MaxNameLength) ?? throw new JsonException($"{aaguid} has no name.");
                    all[aaguid] = model! with { Name = name };
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
            {
                LogNotRead(file, fault);
            }
        }

        return all;
    }

    private static Dictionary<Guid, AuthenticatorModel?> ReadOne(string path)
    {
        using var file = File.OpenRead(path);

        return JsonSerializer.Deserialize<Dictionary<Guid, AuthenticatorModel?>>(file, Format) ?? [];
    }

    [LoggerMessage(LogLevel.Warning, "The names of authenticators in {File} could not be read. Passkeys get names without them.")]
    private partial void LogNotRead(string file, Exception fault);
}
