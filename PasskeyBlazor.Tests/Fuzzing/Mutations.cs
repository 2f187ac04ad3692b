namespace PasskeyBlazor.Tests.Fuzzing;

/// <summary>Random changes to valid input: a few changes of the kinds that parsers fail on.</summary>
public static class Mutations
{
    /// <summary>First bytes of CBOR items that claim much, nest, or end what never began; and the ends of ranges.</summary>
    private static readonly byte[] Telling =
    [
        0x00, 0x01, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x20, 0x3b, 0x40, 0x58, 0x59, 0x5a, 0x5b, 0x5f, 0x60, 0x7a, 0x7b, 0x7f,
        0x80, 0x9a, 0x9b, 0x9f, 0xa0, 0xa1, 0xba, 0xbb, 0xbf, 0xc0, 0xc2, 0xd9, 0xf4, 0xf6, 0xf7, 0xf9, 0xfb, 0xfe, 0xff,
    ];

    private static readonly string[] TellingText =
    [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "false", "0", "-1", "1e999", "\\u0000", "\\ud800", "\0", "\u2028", "\ufeff",
        "\"type\":\"webauthn.get\",", "\"challenge\":\"AAAA\",", "\"origin\":\"https://evil.example\",", "\"topOrigin\":\"https://evil.example\",",
        "\"crossOrigin\":true,", "/*", "//", "=", "+", "/", " ", "\t", "\r\n",
    ];

    public static byte[] Of(byte[] good, Random chance)
    {
        List<byte> bytes = [.. good];
        for (var changes = chance.Next(1, 5); changes > 0; changes--)
        {
            var at = chance.Next(bytes.Count + 1);
            var length = Math.Min(chance.Next(1, 9), bytes.Count - at);
            switch (chance.Next(8))
            {
                case 0 when length > 0:
                    bytes[at] ^= (byte)(1 << chance.Next(8));
                    break;
                case 1 when length > 0:
                    bytes[at] = Telling[chance.Next(Telling.Length)];
                    break;
                case 2 when length > 0:
                    bytes[at] = (byte)chance.Next(256);
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 5:
                    bytes.Insert(at, Telling[chance.Next(Telling.Length)]);
                    break;
                case 6 when chance.Next(8) == 0:
                    bytes.InsertRange(at, Enumerable.Repeat(Telling[chance.Next(Telling.Length)], chance.Next(1, 20_000)));
                    break;
                case 7 when chance.Next(4) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    public static string Of(string good, Random chance)
    {
        var text = good;
        for (var changes = chance.Next(1, 4); changes > 0; changes--)
        {
            var at = chance.Next(text.Length + 1);
            var length = Math.Min(chance.Next(1, 9), text.Length - at);
            text = chance.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, TellingText[chance.Next(TellingText.Length)]),
                2 => text.Insert(at, text.Substring(at, length)),
                3 when chance.Next(8) == 0 => text.Insert(at, string.Concat(Enumerable.Repeat(TellingText[chance.Next(TellingText.Length)], chance.Next(1, 5_000)))),
                _ => string.Concat(text.AsSpan(0, at), [(char)chance.Next(0x250)], text.AsSpan(at + length)),
            };
        }

        return text;
    }
}
