using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>
/// Reads one request's body into rented memory, expands gzip while it comes, and keeps to the limits on both sizes and on the time. Room is
/// reserved as bytes arrive, not as they are announced. The bytes are valid until <see cref="Dispose"/>. For one request.
/// </summary>
/// <param name="limits">The limits.</param>
/// <param name="admission">Where the bytes in flight are counted.</param>
/// <param name="time">The clock.</param>
internal sealed class BodyReader(LimitOptions limits, Admission admission, TimeProvider time) : IDisposable
{
    /// <summary>The first piece of room, when the length is not announced.</summary>
    public const int FirstRoom = 16 * 1024;

    /// <summary>
    /// The most room that an announcement alone is given, in bytes. As many requests as may be in flight by default can take half of the
    /// bytes by announcing; for the other half something must come.
    /// </summary>
    public const int AnnouncedRoom = 64 * 1024;

    private readonly BodyRoom _room = new();
    private byte[] _beyond = [];
    private int _over;

    /// <summary>The expanded body, once it is read; empty before and after.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The bytes reserved at admission so far.</summary>
    public long Reserved { get; private set; }

    /// <summary>
    /// Reads the body to its end. It takes no cancellation: the server itself ends a read when the client goes away, and asking it for a
    /// token of that would cost each request one.
    /// </summary>
    public Task<BodyStatus> ReadAsync(HttpRequest request, bool gzip)
    {
        if (request.ContentLength > limits.MaxBodyBytes)
            return Task.FromResult(BodyStatus.TooLarge);
        return gzip ? ReadGzipAsync(request) : ReadPlainAsync(request);
    }

    /// <summary>Gives the memory back. The reservation is the caller's to give back.</summary>
    public void Dispose()
    {
        admission.Drop(Body.Length);
        Body = default;
        _room.Dispose();
    }

    private async Task<BodyStatus> ReadPlainAsync(HttpRequest request)
    {
        // With room for one byte more than announced the end is seen without growing for it.
        var announced = request.ContentLength + 1;
        await using var source = new BodySource(request, limits, time);
        var status = await FillAsync(source, limits.MaxBodyBytes, Math.Min(announced ?? FirstRoom, AnnouncedRoom), announced ?? long.MaxValue, slack: 0);
        return EarlyEnd(source) ?? (status == BodyStatus.Read ? Joined() : Settled(status, request));
    }

    private async Task<BodyStatus> ReadGzipAsync(HttpRequest request)
    {
        await using var source = new BodySource(request, limits, time);
        await using var expanding = GzipSeal.Expand(source);
        try
        {
            var room = Math.Min((request.ContentLength * 4) ?? FirstRoom, AnnouncedRoom);
            var status = await FillAsync(expanding, limits.MaxExpandedBytes, room, long.MaxValue, GzipSeal.Length);
            if (EarlyEnd(source) is { } early)
                return early;
            if (status != BodyStatus.Read)
                return Settled(status, request);
            return source.IsBegun && TryTakeSeal() ? Joined() : BodyStatus.Malformed;
        }
        catch (InvalidDataException)
        {
            return EarlyEnd(source) ?? BodyStatus.Malformed;
        }
    }

    private static BodyStatus? EarlyEnd(BodySource source) =>
        source.IsTooLarge ? BodyStatus.TooLarge : source.IsTooSlow ? BodyStatus.TooSlow : null;

    /// <summary>What the server refuses of a body with an announced length can only be its early end; of one in chunks, anything.</summary>
    private static BodyStatus Settled(BodyStatus status, HttpRequest request) =>
        status == BodyStatus.Unframed && request.ContentLength is not null ? BodyStatus.Aborted : status;

    /// <summary>Reads to the end, or until more than the limit and the slack came.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="limit">The most bytes of a body.</param>
    /// <param name="room">The first piece of room.</param>
    /// <param name="most">The room beyond which nothing can come.</param>
    /// <param name="slack">How many bytes behind the body do not count as it.</param>
    private async Task<BodyStatus> FillAsync(Stream source, int limit, long room, long most, int slack)
    {
        try
        {
            if (!TryGrow((int)Math.Clamp(room, 1, limit)))
                return BodyStatus.Overloaded;
            while (true)
            {
                var isWithin = _room.Length < limit;
                if (isWithin && _room.Free.IsEmpty && !TryGrow(_room.Next(Math.Min(limit, most))))
                    return BodyStatus.Overloaded;
                var read = await source.ReadAsync(isWithin ? _room.Free : Beyond(slack));
                if (read == 0)
                    return BodyStatus.Read;
                if (isWithin)
                    _room.Advance(read);
                else if ((_over += read) > slack)
                    return BodyStatus.TooLarge;
            }
        }
        catch (BadHttpRequestException refused)
        {
            return refused.StatusCode == StatusCodes.Status413PayloadTooLarge ? BodyStatus.TooLarge : BodyStatus.Unframed;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Kestrel's ways of saying that the client went away: ConnectionReset, cancelled.
            return BodyStatus.Aborted;
        }
    }

    /// <summary>
    /// Where reading goes on at the limit, so that a body of exactly the limit is told from a larger one without room for that: the slack and
    /// one byte.
    /// </summary>
    private Memory<byte> Beyond(int slack)
    {
        if (_beyond.Length == 0)
            _beyond = new byte[slack + 1];
        return _beyond.AsMemory(_over);
    }

    /// <summary>Takes the seal off the end, if it is there.</summary>
    private bool TryTakeSeal()
    {
        var within = GzipSeal.Length - _over;
        if (_room.Length < within)
            return false;
        Span<byte> end = stackalloc byte[GzipSeal.Length];
        _room.Take(within, end[..within]);
        _beyond.AsSpan(0, _over).CopyTo(end[within..]);
        return GzipSeal.IsWhole(end);
    }

    private BodyStatus Joined()
    {
        Body = _room.Join();
        return BodyStatus.Read;
    }

    private bool TryGrow(int size)
    {
        if (!admission.TryReserve(size - Reserved))
            return false;
        Reserved = size;
        _room.Grow(size);
        return true;
    }
}
