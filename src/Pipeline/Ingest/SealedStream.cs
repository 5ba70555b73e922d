namespace Holdfast.Pipeline.Ingest;

/// <summary>A stream with <see cref="GzipSeal.Packed"/> behind its end. Forward reading only.</summary>
/// <param name="packed">The stream; not closed with this one.</param>
internal sealed class SealedStream(Stream packed) : ForwardStream
{
    private bool _ended;
    private int _sealed;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        if (!_ended)
        {
            var read = packed.Read(buffer);
            if (read > 0)
                return read;
            _ended = true;
        }

        return Seal(buffer);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        if (!_ended)
        {
            var read = await packed.ReadAsync(buffer, cancellationToken);
            if (read > 0)
                return read;
            _ended = true;
        }

        return Seal(buffer.Span);
    }

    private int Seal(Span<byte> buffer)
    {
        var left = GzipSeal.Packed.Span[_sealed..];
        var count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        _sealed += count;
        return count;
    }
}
