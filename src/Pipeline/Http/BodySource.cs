using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>One request's body as it comes over the wire, up to the limits of its size and of its time. For one request.</summary>
/// <param name="request">The request.</param>
/// <param name="limits">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class BodySource(HttpRequest request, LimitOptions limits, TimeProvider time) : ForwardStream
{
    private readonly Stream _body = request.Body;
    private readonly long _announced = request.ContentLength ?? -1;
    private CancellationTokenSource? _clock;
    private long _length;

    /// <summary>Whether anything came.</summary>
    public bool IsBegun => _length > 0;

    /// <summary>Whether more came than a body may have; then the stream ends early.</summary>
    public bool IsTooLarge => _length > limits.MaxBodyBytes;

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">The time was over.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsTooLarge)
            return 0;
        var read = await _body.ReadAsync(buffer, Clock());
        _length += read;
        return IsTooLarge ? 0 : read;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _clock?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Nearly every body is there at once, and costs no clock. The first read needs none, since the server itself ends one that brings
    /// nothing at all; afterwards the server looks at the average rate only, and who has sent much may be silent for hours.
    /// </summary>
    private CancellationToken Clock() => _length == 0 || _length == _announced ? CancellationToken.None : (_clock ??= new(limits.BodyTimeout, time)).Token;
}
