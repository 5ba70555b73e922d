using System.Buffers;
using System.IO.Compression;
using System.Net;

namespace Holdfast.Pipeline.Stores;

/// <summary>
/// A request body of several pieces. Small pieces are joined on their way to the connection: copying them costs less than a system call
/// and a packet for each. Large ones go out as they are.
/// </summary>
internal sealed class SegmentsContent : HttpContent
{
    /// <summary>What is joined into one write, in bytes: what the loopback and most network cards take as one piece.</summary>
    public const int JoinedBytes = 64 * 1024;

    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _segments;
    private readonly bool _gzip;

    public SegmentsContent(StoreRequest request)
    {
        _segments = request.Body;
        _gzip = request.Gzip;
        Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        if (_gzip)
            Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_gzip)
        {
            await WriteAsync(stream, cancellationToken);
            return;
        }

        await using var compressed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await WriteAsync(compressed, cancellationToken);
    }

    /// <summary>The length, so that the body need not be chunked; unknown beforehand when it is compressed.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        if (_gzip)
            return false;
        for (var index = 0; index < _segments.Count; index++)
            length += _segments[index].Length;
        return true;
    }

    private Task WriteAsync(Stream stream, CancellationToken ct) =>
        _segments.Count == 1 ? stream.WriteAsync(_segments[0], ct).AsTask() : JoinAsync(stream, ct);

    private async Task JoinAsync(Stream stream, CancellationToken ct)
    {
        var joined = ArrayPool<byte>.Shared.Rent(JoinedBytes);
        var length = 0;
        for (var index = 0; index < _segments.Count; index++)
        {
            var segment = _segments[index];
            if (length > 0 && segment.Length > joined.Length - length)
            {
                await stream.WriteAsync(joined.AsMemory(0, length), ct);
                length = 0;
            }

            if (segment.Length > joined.Length)
            {
                await stream.WriteAsync(segment, ct);
                continue;
            }

            segment.Span.CopyTo(joined.AsSpan(length));
            length += segment.Length;
        }

        if (length > 0)
            await stream.WriteAsync(joined.AsMemory(0, length), ct);

        // Not given back after a failure: an interrupted write may still read it.
        ArrayPool<byte>.Shared.Return(joined);
    }
}
