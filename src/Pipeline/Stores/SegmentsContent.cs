using System.IO.Compression;
using System.Net;

namespace Holdfast.Pipeline.Stores;

/// <summary>A request body of several pieces, written to the connection one after the other without joining them.</summary>
internal sealed class SegmentsContent : HttpContent
{
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

    private async Task WriteAsync(Stream stream, CancellationToken ct)
    {
        for (var index = 0; index < _segments.Count; index++)
            await stream.WriteAsync(_segments[index], ct);
    }
}
