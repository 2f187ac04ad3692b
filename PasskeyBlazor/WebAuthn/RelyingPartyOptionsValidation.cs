using System.Globalization;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.WebAuthn;

/// <summary>Refuses to start with settings that cannot work with any passkey, and names the key to correct.</summary>
internal sealed class RelyingPartyOptionsValidation(IHostEnvironment environment) : IValidateOptions<RelyingPartyOptions>
{
    private const string DomainKey = $"{RelyingPartyOptions.Section}:{nameof(RelyingPartyOptions.ServerDomain)}";
    private const string NameKey = $"{RelyingPartyOptions.Section}:{nameof(RelyingPartyOptions.ServerName)}";
    private const int MaxLabels = 5; // §5.11.1: what each browser accepts
    private const string OriginsKey = $"{RelyingPartyOptions.Section}:{nameof(RelyingPartyOptions.Origins)}";

    public ValidateOptionsResult Validate(string? name, RelyingPartyOptions options)
    {
        List<string> errors = [.. DomainErrors(options.ServerDomain)];
        if (string.IsNullOrWhiteSpace(options.ServerName))
        {
            errors.Add($"{NameKey} is missing. It is the name that people see when they use a passkey, like \"Example\".");
        }

        var boundAddressesWillDo = environment.IsDevelopment() && options.ServerDomain == RelyingPartyOptions.Localhost;
        if (options.Origins.Count == 0 && !boundAddressesWillDo)
        {
            errors.Add($"{OriginsKey} is missing. It lists where people use the app, like \"https://example.org\".");
        }

        if (errors.Count == 0)
        {
            errors.AddRange(OriginsErrors(options));
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> DomainErrors(string domain)
    {
        if (string.IsNullOrWhiteSpace(domain))
        {
            yield return $"{DomainKey} is missing. It is the host that passkeys belong to, like \"example.org\".";
        }
        else if (IsAddress(domain))
        {
            yield return $"{DomainKey} is \"{domain}\", an address. Passkeys belong to a name, like \"example.org\".";
        }
        else if (!IsHost(domain))
        {
            yield return $"{DomainKey} is \"{domain}\". It must be a host alone, in lower case and without scheme, port, path or final dot, "
                + "like \"example.org\".";
        }
        else if (!domain.Contains('.') && domain != RelyingPartyOptions.Localhost)
        {
            yield return $"{DomainKey} is \"{domain}\". Browsers want a full domain, like \"example.org\"; only \"localhost\" may stand alone.";
        }
    }

    private static IEnumerable<string> OriginsErrors(RelyingPartyOptions options)
    {
        foreach (var (index, origin) in options.Origins.Index())
        {
            if (OriginError(origin, options.ServerDomain) is { } error)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{OriginsKey}:{index} is \"{origin}\". {error}");
            }
        }

        var labels = options.Origins.Where(origin => Uri.TryCreate(origin, UriKind.Absolute, out _) && !NativeOrigin.Is(origin)).Select(LabelOf).Distinct().ToList();
        if (labels.Count > MaxLabels)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{OriginsKey} has {labels.Count} labels ({string.Join(", ", labels)}). Browsers accept {MaxLabels} at most: example.org and example.com have one together.");
        }
    }

    private static string? OriginError(string origin, string domain)
    {
        if (NativeOrigin.Is(origin))
        {
            return NativeOrigin.IsWellFormed(origin) ? null : $"An Android app is {NativeOrigin.Scheme} and a SHA-256 hash in base64url, 43 characters without padding.";
        }

        // Browsers write an origin in one form only, and the comparison is exact.
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin || uri.UserInfo is not "")
        {
            return $"An origin is a scheme, a host in lower case and a port if it is not the usual one, like \"https://{domain}\".";
        }

        if (uri.Scheme != Uri.UriSchemeHttps && (uri.Scheme, uri.Host, domain) != (Uri.UriSchemeHttp, RelyingPartyOptions.Localhost, RelyingPartyOptions.Localhost))
        {
            return $"Passkeys need https; only localhost may use http, where {DomainKey} is localhost too.";
        }

        if (uri.Host == domain || uri.Host.EndsWith($".{domain}", StringComparison.Ordinal))
        {
            return null;
        }

        // A related origin (§5.11): its browser asks the host of the RP ID whether it is one.
        return IsHost(uri.Host) && !IsAddress(uri.Host) && uri.Host.Contains('.')
            ? null
            : $"Its host must be {DomainKey} (\"{domain}\"), below it, or a full domain of its own.";
    }

    /// <summary>
    /// What browsers count of a related origin (§5.11.1): the name before the public suffix. Without the list of suffixes, a short name before
    /// a country code counts as part of the suffix: "example" of example.co.uk.
    /// </summary>
    private static string LabelOf(string origin)
    {
        var labels = new Uri(origin).Host.Split('.');
        var isLongSuffix = labels is [.., _, { Length: <= 3 }, { Length: 2 }];

        return labels.Length == 1 ? labels[0] : labels[^(isLongSuffix ? 3 : 2)];
    }

    /// <summary>As in browsers: a host that ends in a number is an IPv4 address.</summary>
    private static bool IsAddress(string domain) =>
        Uri.CheckHostName(domain) is UriHostNameType.IPv4 or UriHostNameType.IPv6 || domain.Split('.')[^1].All(char.IsAsciiDigit) && !domain.EndsWith('.');

    private static bool IsHost(string domain) =>
        domain.Length <= 253
        && domain.Split('.').All(label =>
            label is { Length: > 0 and <= 63 }
            && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            && label[0] != '-'
            && label[^1] != '-');
}
