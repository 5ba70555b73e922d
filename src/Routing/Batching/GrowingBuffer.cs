using System.Buffers;

namespace Holdfast.Routing.Batching;

/// <summary>
/// Bytes that grow inside a rented array, and beyond <see cref="Piece"/> inside further ones, so that a batch is copied once into an array of
/// its exact size and nothing else is left for the collector. For one thread; must be disposed.
/// </summary>
internal sealed class GrowingBuffer(int capacity) : IDisposable
{
    /// <summary>
    /// The largest array that is taken from the pool and given back to it, in bytes: the pool keeps what it was given, and of large arrays
    /// that would be several times what is ever in use.
    /// </summary>
    public const int Piece = 1024 * 1024;

    private List<(byte[] Bytes, int Length)>? _full;
    private byte[] _bytes = capacity == 0 ? [] : ArrayPool<byte>.Shared.Rent(Math.Min(capacity, Piece));
    private int _before;
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

    /// <summary>
    /// A copy of exactly what was written; then the buffer is empty. The array is not cleared first: for a large batch that would cost as much
    /// as the copy.
    /// </summary>
    public byte[] TakeArray()
    {
        if (_before + _length == 0)
            return [];
        var exact = GC.AllocateUninitializedArray<byte>(checked(_before + _length));
        var rest = exact.AsSpan();
        foreach (var (bytes, length) in _full ?? [])
        {
            bytes.AsSpan(0, length).CopyTo(rest);
            rest = rest[length..];
            Return(bytes);
        }

        _bytes.AsSpan(0, _length).CopyTo(rest);
        _full = null;
        Dispose();
        return exact;
    }

    public void Dispose()
    {
        foreach (var (bytes, _) in _full ?? [])
            Return(bytes);
        Return(_bytes);
        (_full, _bytes, _before, _length) = (null, [], 0, 0);
    }

    private void Grow(int size)
    {
        if (_full is null && _length + (long)size <= Piece)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + size, Math.Min(_bytes.Length * 2, Piece)));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            Return(_bytes);
            _bytes = larger;
            return;
        }

        if (_length == 0)
        {
            Return(_bytes);
        }
        else
        {
            (_full ??= []).Add((_bytes, _length));
            _before = checked(_before + _length);
        }

        (_bytes, _length) = (size <= Piece ? ArrayPool<byte>.Shared.Rent(Piece) : GC.AllocateUninitializedArray<byte>(size), 0);
    }

    /// <summary>Gives an array back, unless it is larger than any that was rented.</summary>
    private static void Return(byte[] bytes)
    {
        if (bytes.Length is > 0 and <= Piece)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
