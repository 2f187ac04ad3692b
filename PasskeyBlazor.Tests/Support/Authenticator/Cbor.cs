using System.Formats.Cbor;

namespace PasskeyBlazor.Tests.Support.Authenticator;

/// <summary>Writes any CBOR, even CBOR that no authenticator would write.</summary>
public static class Cbor
{
    /// <summary>A map in the given order; keys may repeat.</summary>
    public static byte[] Map(params (object Key, object? Value)[] members)
    {
        var writer = new CborWriter(CborConformanceMode.Lax);
        writer.WriteStartMap(members.Length);
        foreach (var (key, value) in members)
        {
            Write(writer, key);
            Write(writer, value);
        }

        writer.WriteEndMap();

        return writer.Encode();
    }

    public static byte[] Value(object? value)
    {
        var writer = new CborWriter(CborConformanceMode.Lax);
        Write(writer, value);

        return writer.Encode();
    }

    /// <summary>An already encoded value, which is written unchanged.</summary>
    public sealed record Raw(byte[] Bytes);

    private static void Write(CborWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNull();
                break;
            case int number:
                writer.WriteInt32(number);
                break;
            case long number:
                writer.WriteInt64(number);
                break;
            case bool boolean:
                writer.WriteBoolean(boolean);
                break;
            case string text:
                writer.WriteTextString(text);
                break;
            case byte[] bytes:
                writer.WriteByteString(bytes);
                break;
            case Raw raw:
                writer.WriteEncodedValue(raw.Bytes);
                break;
            default:
                throw new ArgumentException($"No way to write {value.GetType()}.", nameof(value));
        }
    }
}
