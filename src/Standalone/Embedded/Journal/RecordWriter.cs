using System.Buffers;
using System.Buffers.Binary;
using System.Text;

using Holdfast.Pipeline.Storage;

namespace Holdfast.Standalone.Embedded.Journal;

/// <summary>Builds one journal record: little-endian numbers, texts as their length and UTF-8. Reusable after <see cref="Clear"/>.</summary>
internal sealed class RecordWriter
{
    private readonly ArrayBufferWriter<byte> _buffer;

    /// <summary>Begins a record that will take about so many bytes.</summary>
    public RecordWriter(RecordKind kind, int capacity = 256)
    {
        _buffer = new ArrayBufferWriter<byte>(capacity);
        Byte((byte)kind);
    }

    /// <summary>Where a payload of bytes can be written in place.</summary>
    public IBufferWriter<byte> Buffer => _buffer;

    public int Length => _buffer.WrittenCount;

    public void Clear(RecordKind kind)
    {
        _buffer.ResetWrittenCount();
        Byte((byte)kind);
    }

    public RecordWriter Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    public RecordWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(sizeof(int)), value);
        _buffer.Advance(sizeof(int));
        return this;
    }

    public RecordWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
        return this;
    }

    /// <summary>A number that may be missing.</summary>
    public RecordWriter Optional(long? value) => Byte(value is null ? (byte)0 : (byte)1).Int64(value ?? 0);

    public RecordWriter Text(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Int32(bytes);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(bytes));
        _buffer.Advance(bytes);
        return this;
    }

    /// <summary>The record as a frame, which belongs to whom it is given.</summary>
    public LogFrame ToFrame()
    {
        LogFrame frame = LogFrame.Rent(_buffer.WrittenCount);
        _buffer.WrittenSpan.CopyTo(frame.Payload);
        return frame;
    }
}
