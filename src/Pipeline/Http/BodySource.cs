using System.Buffers;
using System.IO.Pipelines;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Holdfast.Pipeline.Http;

/// <summary>One request's body as it comes over the wire, up to the limits of its size and of its time. For one request.</summary>
internal sealed class BodySource : ForwardStream
{
    private readonly PipeReader _reader;
    private readonly LimitOptions _limits;
    private readonly TimeProvider _time;
    private ITimer? _clock;
    private long _length;

    /// <summary>Begins to read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="time">The clock.</param>
    public BodySource(HttpRequest request, LimitOptions limits, TimeProvider time)
    {
        _reader = request.BodyReader;
        _limits = limits;
        _time = time;

        // The server's own least rate is an average, so whoever has sent much may be silent for hours; the clock here ends both.
        if (request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    /// <summary>Whether anything came.</summary>
    public bool IsBegun => _length > 0;

    /// <summary>Whether more came than a body may have; then the stream ends early.</summary>
    public bool IsTooLarge => _length > _limits.MaxBodyBytes;

    /// <summary>Whether it took longer than a body may; then the stream ends early.</summary>
    public bool IsTooSlow { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!IsTooLarge && !IsTooSlow)
        {
            if (!_reader.TryRead(out var result))
            {
                // Nearly every body is there at once, and costs no clock.
                _clock ??= _time.CreateTimer(static reader => ((PipeReader)reader!).CancelPendingRead(), _reader, _limits.BodyTimeout, Timeout.InfiniteTimeSpan);
                result = await _reader.ReadAsync(CancellationToken.None);
            }

            var taken = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, buffer.Length));
            var read = (int)taken.Length;
            taken.CopyTo(buffer.Span);

            // From here on the pieces of the sequence are the server's again.
            _reader.AdvanceTo(taken.End);
            _length += read;
            IsTooSlow = result.IsCanceled;
            if (!IsTooLarge && !IsTooSlow && (read > 0 || result.IsCompleted))
                return read;
        }

        return 0;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _clock?.Dispose();
        base.Dispose(disposing);
    }
}
