using System.Buffers;

namespace Holdfast.Pipeline.Storage;

/// <summary>
/// A record under construction in a pooled buffer: room for the header, then the payload. It is filled by the appender, and owned by the
/// log from the call of
/// <see cref="SegmentedLog.AppendAsync"/> on, because the appender's own memory may be reused as soon as its wait is cancelled.
/// </summary>
internal struct LogFrame
{
    private readonly byte[] _buffer;
    private readonly int _payloadBytes;
    private uint _state;

    /// <summary>The largest frame that is pooled, in bytes: the pool would keep larger ones, which are rare, for good.</summary>
    private const int Pooled = 1024 * 1024;

    private LogFrame(byte[] buffer, int payloadBytes)
    {
        _buffer = buffer;
        _payloadBytes = payloadBytes;
        _state = 0;
    }

    /// <summary>The bytes that the record takes in the segment.</summary>
    public readonly int RecordBytes => SegmentFormat.RecordHeaderBytes + _payloadBytes;

    public readonly Span<byte> Payload => _buffer.AsSpan(SegmentFormat.RecordHeaderBytes, _payloadBytes);

    public readonly ReadOnlyMemory<byte> Record => _buffer.AsMemory(0, RecordBytes);

    /// <summary>A frame for a payload of 1 byte or more.</summary>
    public static LogFrame Rent(int payloadBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(payloadBytes, 1);
        var size = checked(SegmentFormat.RecordHeaderBytes + payloadBytes);
        return new LogFrame(size <= Pooled ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size), payloadBytes);
    }

    /// <summary>Takes the payload's checksum, the expensive part, before any lock is held.</summary>
    public void Seal() => _state = SegmentFormat.PayloadState(Payload);

    /// <summary>Completes the header of a sealed frame.</summary>
    public readonly void Stamp(long sequence) => SegmentFormat.WriteRecordHeader(_buffer, _payloadBytes, sequence, _state);

    public readonly void Return()
    {
        if (_buffer.Length <= Pooled)
            ArrayPool<byte>.Shared.Return(_buffer);
    }
}
