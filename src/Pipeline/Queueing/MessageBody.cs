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
    private readonly BodyRoom _room = new();
    private int _joined;

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

        // Nothing at all is no gzip, though there is nothing in it that could be wrong.
        if (raw.IsEmpty)
            return MessageBodyStatus.Malformed;
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
        admission.Drop(_joined);
        Text = default;
        _room.Dispose();
    }

    private MessageBodyStatus Expand(ReadOnlyMemory<byte> raw)
    {
        using var expanding = GzipSeal.Expand(raw);

        // Beside the text there is room for the seal behind it, and for one byte more, which tells a larger text from one of exactly the limit.
        var most = limits.MaxExpandedBytes + GzipSeal.Length + 1;
        if (!TryGrow((int)Math.Clamp(raw.Length * 4L, 1, Math.Min(limits.MaxExpandedBytes, BodyRoom.Piece))))
            return MessageBodyStatus.Overloaded;
        while (true)
        {
            var read = expanding.Read(_room.Free.Span);
            if (read == 0)
                break;
            _room.Advance(read);
            if (_room.Length >= most)
                return MessageBodyStatus.ExpandsTooFar;
            if (_room.Free.IsEmpty && !TryGrow(_room.Next(most)))
                return MessageBodyStatus.Overloaded;
        }

        if (!TryTakeSeal())
            return MessageBodyStatus.Malformed;
        Text = _room.Join();
        _joined = Text.Length;
        return MessageBodyStatus.Open;
    }

    private bool TryTakeSeal()
    {
        Span<byte> end = stackalloc byte[GzipSeal.Length];
        if (_room.Length < end.Length)
            return false;
        _room.Take(end.Length, end);
        return GzipSeal.IsWhole(end);
    }

    /// <summary>The packed bytes are reserved already, and are no more than a part of what they expand to: only the rest is reserved.</summary>
    private bool TryGrow(int size)
    {
        if (!TryReserve(Math.Max(0, Math.Min(size, limits.MaxExpandedBytes) - Reserved)))
            return false;
        _room.Grow(size);
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
