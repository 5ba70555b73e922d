using System.Buffers;
using System.IO.Compression;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>
/// Reads one request's body into rented memory, expands gzip, and keeps to the limits on both sizes. The bytes are valid until
/// <see cref="Dispose"/>. For one request.
/// </summary>
/// <param name="limits">The limits.</param>
/// <param name="admission">Where the bytes in flight are counted.</param>
internal sealed class BodyReader(LimitOptions limits, Admission admission) : IDisposable
{
    /// <summary>The first piece of room, when the length is not announced.</summary>
    private const int FirstRoom = 16 * 1024;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>The expanded body.</summary>
    public ReadOnlyMemory<byte> Body => _bytes.AsMemory(0, _length);

    /// <summary>The bytes reserved at admission so far.</summary>
    public long Reserved { get; private set; }

    /// <summary>
    /// Reads the body to its end. It takes no cancellation: the server itself ends a read when the client goes away or is too slow, and
    /// asking it for a token of that would cost each request one.
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
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private Task<BodyStatus> ReadPlainAsync(HttpRequest request) =>
        FillAsync(request.Body, limits.MaxBodyBytes, (int)(request.ContentLength ?? FirstRoom));

    private async Task<BodyStatus> ReadGzipAsync(HttpRequest request)
    {
        var read = await ReadPlainAsync(request);
        if (read != BodyStatus.Read)
            return read;
        var (compressed, length) = (_bytes, _length);
        (_bytes, _length) = ([], 0);
        try
        {
            using var expanding = new GZipStream(new MemoryStream(compressed, 0, length, writable: false), CompressionMode.Decompress);
            var status = await FillAsync(expanding, limits.MaxExpandedBytes, (int)Math.Min(length * 4L, limits.MaxExpandedBytes));
            return status == BodyStatus.Read && !GzipText.IsWhole(compressed.AsSpan(0, length), _length) ? BodyStatus.Malformed : status;
        }
        catch (InvalidDataException)
        {
            return BodyStatus.Malformed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compressed);
        }
    }

    private async Task<BodyStatus> FillAsync(Stream source, int limit, int room)
    {
        try
        {
            if (!TryGrow(Math.Max(room, 1)))
                return BodyStatus.Overloaded;
            while (true)
            {
                // One byte more than the limit may be read, so that a body of exactly the limit is told from a larger one.
                var read = await source.ReadAsync(_bytes.AsMemory(_length));
                if (read == 0)
                    return BodyStatus.Read;
                _length += read;
                if (_length > limit)
                    return BodyStatus.TooLarge;
                if (_length == _bytes.Length && !TryGrow((int)Math.Min((long)_length * 2, (long)limit + 1)))
                    return BodyStatus.Overloaded;
            }
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return BodyStatus.TooLarge;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Kestrel's ways of saying that the client went away or was too slow: ConnectionReset, BadHttpRequest, cancelled.
            return BodyStatus.Aborted;
        }
    }

    private bool TryGrow(int size)
    {
        if (!admission.TryReserve(size - (long)_length))
            return false;
        Reserved += size - (long)_length;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
        return true;
    }
}
