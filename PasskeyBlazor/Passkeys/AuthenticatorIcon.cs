using System.Security.Cryptography;
using System.Xml;

namespace PasskeyBlazor.Passkeys;

/// <summary>An icon of an operator for an authenticator model, which the app serves: an SVG, PNG or WebP image of 64 KB at most.</summary>
public sealed record AuthenticatorIcon(byte[] Content, string Type)
{
    public const string Path = "/authenticator-icons";

    private static readonly byte[] PngStart = [0x89, .. "PNG\r\n\u001a\n"u8];

    private const int MaxLength = 64 * 1024;

    /// <summary>It changes with the content.</summary>
    public string Address => $"{Path}/{Convert.ToHexStringLower(SHA256.HashData(Content))[..32]}";

    /// <summary>
    /// Reads a value of a catalog: an https address, which stays as it is and which only the browser loads; a <c>data:</c> address in
    /// base64, as lists of authenticators have it; or the path of a file in the folder of the catalog or below it.
    /// </summary>
    /// <returns>The https address or the icon.</returns>
    /// <exception cref="FormatException">The value is none of these. The message is one sentence without a subject.</exception>
    public static (Uri? Elsewhere, AuthenticatorIcon? Own) Read(string value, string folder)
    {
        if (value.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            var start = value.IndexOf(";base64,", StringComparison.OrdinalIgnoreCase);
            var content = new byte[value.Length];
            return start > 0 && Convert.TryFromBase64String(value[(start + ";base64,".Length)..], content, out var length)
                ? (null, Of(content[..length]))
                : throw new FormatException("is a data: address without readable base64.");
        }

        if (Uri.TryCreate(value, UriKind.Absolute, out var address))
        {
            return address is { Scheme: "https", UserInfo: "" } ? (address, null) : throw new FormatException("must be an https address, a data: address, or a path in the folder of the catalog.");
        }

        try
        {
            var root = System.IO.Path.GetFullPath(folder + System.IO.Path.DirectorySeparatorChar);
            var file = System.IO.Path.GetFullPath(value, root);
            if (!file.StartsWith(root, StringComparison.Ordinal))
            {
                throw new FormatException("leads out of the folder of the catalog.");
            }

            return (null, Of(ReadAtMost(file)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException("names a file that cannot be read.", fault);
        }
    }

    /// <summary>One byte more than is allowed shows that a file is too large. A link may lead to any file.</summary>
    private static byte[] ReadAtMost(string file)
    {
        using var stream = File.OpenRead(file);
        var content = new byte[MaxLength + 1];

        return content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
    }

    /// <summary>The content decides the type. A browser would show a broken picture for anything else.</summary>
    private static AuthenticatorIcon Of(byte[] content) => content.Length > MaxLength
        ? throw new FormatException("is larger than 64 KB.")
        : new(content, TypeOf(content) ?? throw new FormatException("is no SVG, PNG or WebP image."));

    private static string? TypeOf(byte[] content) =>
        content.AsSpan().StartsWith(PngStart) ? "image/png"
        : content.Length > 12 && content.AsSpan().StartsWith("RIFF"u8) && content.AsSpan(8).StartsWith("WEBP"u8) ? "image/webp"
        : IsSvg(content) ? "image/svg+xml"
        : null;

    private static bool IsSvg(byte[] content)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content), new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            var isSvg = reader.MoveToContent() == XmlNodeType.Element && reader is { LocalName: "svg", NamespaceURI: "http://www.w3.org/2000/svg" };
            while (reader.Read())
            {
            }

            return isSvg;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
