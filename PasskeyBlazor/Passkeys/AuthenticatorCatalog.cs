using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>
/// The names of authenticator models, by AAGUID. The data is in <c>authenticators.json</c>. An operator adds or replaces entries
/// with a separate file, which <c>Passkeys:AuthenticatorCatalog</c> names. Only names and icons depend on the data, so an
/// unreadable file costs nothing else. An icon that cannot be shown stops the start: otherwise only people would notice it.
/// </summary>
public sealed partial class AuthenticatorCatalog
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly string folder;
    private readonly ILogger logger;
    private readonly Dictionary<string, AuthenticatorIcon> icons = [];
    private readonly Lazy<Dictionary<Guid, AuthenticatorModel>> models;

    public AuthenticatorCatalog(IHostEnvironment environment, IOptions<PasskeyOptions> options, ILogger<AuthenticatorCatalog> logger)
    {
        folder = environment.ContentRootPath;
        this.logger = logger;
        models = new(() => Read("authenticators.json", options.Value.AuthenticatorCatalog));
    }

    /// <summary>The authenticator model of an AAGUID; null if it is unknown, or if the AAGUID is all zeros and names none.</summary>
    public AuthenticatorModel? Find(Guid aaguid) => aaguid == Guid.Empty ? null : models.Value.GetValueOrDefault(aaguid);

    /// <summary>The kind of its authenticator model, else the kind that the passkey itself suggests; null if it suggests none.</summary>
    public AuthenticatorKind? KindOf(Passkey passkey) => Find(passkey.Aaguid)?.Kind ?? passkey.SuggestedKind;

    /// <summary>The icons that the app serves, by address.</summary>
    /// <exception cref="InvalidOperationException">An icon in a file is wrong. The message names the file, the entry and the icon.</exception>
    public IReadOnlyDictionary<string, AuthenticatorIcon> Icons
    {
        get
        {
            _ = models.Value; // reading the models reads the icons

            return icons;
        }
    }

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
                    all[aaguid] = model! with
                    {
                        Name = name,
                        IconLight = AddressOf(model.IconLight, file, $"{aaguid}, icon_light"),
                        IconDark = AddressOf(model.IconDark, file, $"{aaguid}, icon_dark"),
                    };
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
            {
                LogNotRead(file, fault);
            }
        }

        return all;
    }

    private string? AddressOf(string? icon, string file, string entry)
    {
        if (icon is null)
        {
            return null;
        }

        try
        {
            var (elsewhere, own) = AuthenticatorIcon.Read(icon, Path.GetDirectoryName(Path.Combine(folder, file))!);
            if (own is not null)
            {
                icons[own.Address] = own;
            }

            return elsewhere?.AbsoluteUri ?? own!.Address;
        }
        catch (FormatException wrong)
        {
            throw new InvalidOperationException($"Passkeys:AuthenticatorCatalog, {file}, entry {entry}: {SingleLine.Clean(icon, 60)} {wrong.Message}");
        }
    }

    private static Dictionary<Guid, AuthenticatorModel?> ReadOne(string path)
    {
        using var file = File.OpenRead(path);

        return JsonSerializer.Deserialize<Dictionary<Guid, AuthenticatorModel?>>(file, Format) ?? [];
    }

    [LoggerMessage(LogLevel.Warning, "The names of authenticators in {File} could not be read. Passkeys get names without them.")]
    private partial void LogNotRead(string file, Exception fault);
}
