using System.Formats.Cbor;

namespace PasskeyBlazor.Passkeys;

/// <summary>Walks over CBOR from a stranger once, before anybody reads it, so that reading it can neither nest deep nor run out.</summary>
internal static class BoundedCbor
{
    private const int MaxDepth = 16;

    /// <summary>How long the first data item is. Lengths that it claims are compared with the bytes at hand, never allocated.</summary>
    public static int LengthOfFirst(ReadOnlyMemory<byte> data, string reason)
    {
        try
        {
            // Strict: well formed, no key twice, text in UTF-8. Canonical order is not asked for: real authenticators do not keep to it.
            var reader = new CborReader(data, CborConformanceMode.Strict, allowMultipleRootLevelValues: true);
            bool isWhole;
            do
            {
                isWhole = reader.PeekState() is not CborReaderState.Tag; // a tag is part of what follows it
                Step(reader);
                Refuse.When(reader.CurrentDepth > MaxDepth, $"{reason}-nested");
            }
            while (reader.CurrentDepth > 0 || !isWhole);

            return data.Length - reader.BytesRemaining;
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException)
        {
            throw new RefusedException(reason, inner: e);
        }
    }

    private static void Step(CborReader reader)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.StartMap:
                reader.ReadStartMap();
                break;
            case CborReaderState.EndMap:
                reader.ReadEndMap();
                break;
            case CborReaderState.StartArray:
                reader.ReadStartArray();
                break;
            case CborReaderState.EndArray:
                reader.ReadEndArray();
                break;
            case CborReaderState.Tag:
                reader.ReadTag();
                break;
            default:
                reader.SkipValue();
                break;
        }
    }
}
