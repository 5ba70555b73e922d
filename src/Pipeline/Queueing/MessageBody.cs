using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;

namespace Holdfast.Pipeline.Queueing;

/// <summary>
/// Opens one message's body: expands gzip into rented memory, and keeps to the limits on both sizes. The bytes are valid until
/// <see cref="Dispose"/>. For one message.
/// </summary>
/// <remarks>
/// Gzip is what a content encoding or a content type says is gzip, and what begins as gzip does: many producers can set neither, and no line
/// protocol begins so.
/// </remarks>
/// <param name="limits">The limits.</param>
/// <param name="admission">Where the bytes in flight are counted, those of HTTP and of all other messages with them.</param>
internal sealed class MessageBody(LimitOptions limits, Admission admission) : IDisposable
{
    private byte[] _rented = [];

    /// <summary>The expanded text.</summary>
    public ReadOnlyMemory<byte> Text { get; private set; }

    /// <summary>The bytes reserved at admission so far.</summary>
    public long Reserved { get; private set; }

    /// <summary>Opens the body.</summary>
    /// <param name="raw">The bytes as they came.</param>
    /// <param name="gzip">Whether they are said to be gzip.</param>
    public MessageBodyStatus Open(ReadOnlyMemory<byte> raw, bool gzip)
    {
        if (raw.Length > limits.MaxBodyBytes)
            return MessageBodyStatus.TooLarge;
        if (!TryReserve(raw.Length))
            return MessageBodyStatus.Overloaded;
        if (!gzip && !GzipText.IsAnnounced(raw.Span))
        {
            Text = raw;
            return MessageBodyStatus.Open;
        }

        try
        {
            return Expand(raw);
        }
        catch (InvalidDataException)
        {
            return MessageBodyStatus.Malformed;
        }
    }

    /// <summary>Gives the memory back. The reservation is the caller's to give back.</summary>
    public void Dispose()
    {
        if (_rented.Length > 0)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = [];
    }

    private MessageBodyStatus Expand(ReadOnlyMemory<byte> raw)
    {
        var bytes = MemoryMarshal.TryGetArray(raw, out var segment) ? segment : new ArraySegment<byte>(raw.ToArray());
        using var expanding = new GZipStream(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), CompressionMode.Decompress);
        var length = 0;
        if (!TryGrow(length, (int)Math.Clamp(raw.Length * 4L, 1, limits.MaxExpandedBytes)))
            return MessageBodyStatus.Overloaded;
        while (true)
        {
            // One byte more than the limit may be read, so that a body of exactly the limit is told from a larger one.
            var read = expanding.Read(_rented.AsSpan(length));
            if (read == 0)
                break;
            length += read;
            if (length > limits.MaxExpandedBytes)
                return MessageBodyStatus.ExpandsTooFar;
            if (length == _rented.Length && !TryGrow(length, (int)Math.Min(length * 2L, (long)limits.MaxExpandedBytes + 1)))
                return MessageBodyStatus.Overloaded;
        }

        Text = _rented.AsMemory(0, length);
        return GzipText.IsWhole(raw.Span, length) ? MessageBodyStatus.Open : MessageBodyStatus.Malformed;
    }

    private bool TryGrow(int length, int size)
    {
        if (!TryReserve(size - (long)length))
            return false;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _rented.AsSpan(0, length).CopyTo(larger);
        Dispose();
        _rented = larger;
        return true;
    }

    private bool TryReserve(long bytes)
    {
        if (!admission.TryReserve(bytes))
            return false;
        Reserved += bytes;
        return true;
    }
}
