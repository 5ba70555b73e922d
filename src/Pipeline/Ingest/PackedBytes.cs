namespace Holdfast.Pipeline.Ingest;

/// <summary>Bytes in memory as a stream, without a copy of them.</summary>
/// <param name="bytes">The bytes; must stay as they are while they are read.</param>
internal sealed class PackedBytes(ReadOnlyMemory<byte> bytes) : ForwardStream
{
    private int _read;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(bytes.Length - _read, buffer.Length);
        bytes.Span.Slice(_read, count).CopyTo(buffer);
        _read += count;
        return count;
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
}
