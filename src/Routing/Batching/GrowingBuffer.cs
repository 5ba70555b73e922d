using System.Buffers;

namespace Holdfast.Routing.Batching;

/// <summary>
/// Bytes that grow inside a rented array, so that a batch is copied once into an array of its exact size and nothing else is left for
/// the collector. For one thread; must be disposed.
/// </summary>
internal sealed class GrowingBuffer(int capacity) : IDisposable
{
    private byte[] _bytes = capacity == 0 ? [] : ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Advance(bytes.Length);
    }

    /// <summary>A place for at least so many bytes; what was written there counts after <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_bytes.Length - _length < size)
            Grow(size);
        return _bytes.AsSpan(_length);
    }

    public void Advance(int written) => _length += written;

    /// <summary>A copy of exactly what was written. The array is not cleared first: for a large batch that would cost as much as the copy.</summary>
    public byte[] ToArray()
    {
        if (_length == 0)
            return [];
        var exact = GC.AllocateUninitializedArray<byte>(_length);
        _bytes.AsSpan(0, _length).CopyTo(exact);
        return exact;
    }

    public void Dispose()
    {
        Return();
        _bytes = [];
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_length + size, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength))));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        Return();
        _bytes = larger;
    }

    private void Return()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
    }
}
