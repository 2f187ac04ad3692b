using System.Collections;
using System.Data.Common;

namespace PasskeyBlazor.Tests.Support.SqlServer;

/// <summary>
/// The answer of the <see cref="SilentServer"/>: result after result with one row, in which each column that may be null is null, and
/// each other one has a value. A save reads there that it changed one row, and a split query that it has to go on.
/// </summary>
internal sealed class SilentReader : DbDataReader
{
    private const int MaxCalls = 1_000;

    private bool isRead;
    private int calls;

    public override int Depth => 0;

    public override int FieldCount => 1_000; // EF Core asks whether there are enough

    public override bool HasRows => true;

    public override bool IsClosed => false;

    public override int RecordsAffected => 1;

    public override object this[int ordinal] => 1;

    public override object this[string name] => 1;

    public override bool Read() => Counted() && !isRead && (isRead = true);

    public override bool NextResult() => Counted() && !(isRead = false);

    public override bool IsDBNull(int ordinal) => true;

    public override bool GetBoolean(int ordinal) => true;

    public override byte GetByte(int ordinal) => 1;

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => 0;

    public override char GetChar(int ordinal) => '1';

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => 0;

    public override string GetDataTypeName(int ordinal) => "int";

    public override DateTime GetDateTime(int ordinal) => DateTime.UnixEpoch;

    public override decimal GetDecimal(int ordinal) => 1;

    public override double GetDouble(int ordinal) => 1;

    public override IEnumerator GetEnumerator() => throw new NotSupportedException();

    public override Type GetFieldType(int ordinal) => typeof(int);

    public override T GetFieldValue<T>(int ordinal) => typeof(T) == typeof(byte[]) ? (T)(object)Array.Empty<byte>() : default!;

    public override float GetFloat(int ordinal) => 1;

    public override Guid GetGuid(int ordinal) => Guid.Empty;

    public override short GetInt16(int ordinal) => 1;

    public override int GetInt32(int ordinal) => 1;

    public override long GetInt64(int ordinal) => 1;

    public override string GetName(int ordinal) => "";

    public override int GetOrdinal(string name) => 0;

    public override string GetString(int ordinal) => "[]";

    public override object GetValue(int ordinal) => 1;

    public override int GetValues(object[] values) => 0;

    /// <summary>Code that reads to the end would never find it.</summary>
    private bool Counted() => ++calls <= MaxCalls;
}
