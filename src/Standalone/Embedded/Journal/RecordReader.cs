using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Standalone.Embedded.Journal;

/// <summary>Reads what <see cref="RecordWriter"/> wrote. The record's checksum held, so a record that ends early is a bug and throws.</summary>
internal ref struct RecordReader
{
    private ReadOnlySpan<byte> _rest;

    public RecordReader(ReadOnlySpan<byte> record) => _rest = record;

    /// <summary>All that was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public long? Optional()
    {
        var present = Byte() != 0;
        var value = Int64();
        return present ? value : null;
    }

    public string Text() => Encoding.UTF8.GetString(Take(Int32()));

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
