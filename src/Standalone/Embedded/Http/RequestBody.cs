using System.IO.Compression;

using Microsoft.AspNetCore.Http;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary>A request's body, expanded, in memory, with its share of the budget until it is disposed.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private readonly BodyBudget _budget;
    private byte[] _bytes = [];
    private int _length;
    private int _first = FirstBytes;

    private RequestBody(BodyBudget budget) => _budget = budget;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    public BodyStatus Status { get; private set; }

    /// <summary>Reads all of a body, expanded if it is gzip.</summary>
    public static async Task<RequestBody> ReadAsync(HttpContext context, int limit, BodyBudget budget)
    {
        RequestBody body = new(budget);
        var gzip = string.Equals(context.Request.Headers.ContentEncoding, "gzip", StringComparison.OrdinalIgnoreCase);
        try
        {
            if (!gzip)
            {
                // With room for one byte more than announced the end is seen without growing for it.
                body._first = (int)Math.Min(context.Request.ContentLength + 1 ?? FirstBytes, limit + 1L);
                body.Status = await body.ReadAsync(context.Request.Body, limit, context.RequestAborted);
                return body;
            }

            await using GZipStream expanded = new(context.Request.Body, CompressionMode.Decompress);
            body.Status = await body.ReadAsync(expanded, limit, context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            body.Status = BodyStatus.NotGzip;
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or BadHttpRequestException)
        {
            body.Status = BodyStatus.Gone;
        }

        return body;
    }

    public void Dispose()
    {
        _budget.Return(_bytes.Length);
        _bytes = [];
        _length = 0;
    }

    private async Task<BodyStatus> ReadAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _bytes.Length)
            {
                // One byte above the limit is room enough to see that the body is larger.
                var size = (int)Math.Min(limit + 1L, Math.Max(_first, 2L * _bytes.Length));
                if (!_budget.TryTake(size - _bytes.Length)) return BodyStatus.Throttled;
                Array.Resize(ref _bytes, size);
            }

            var read = await stream.ReadAsync(_bytes.AsMemory(_length), cancellationToken);
            if (read == 0) return BodyStatus.Read;
            _length += read;
            if (_length > limit) return BodyStatus.TooLarge;
        }
    }
}
