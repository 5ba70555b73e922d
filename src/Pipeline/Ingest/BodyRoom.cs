using System.Buffers;

namespace Holdfast.Pipeline.Ingest;

/// <summary>
/// Where the bytes of one body are gathered: in one rented array that grows up to <see cref="Piece"/>, and beyond that in further pieces of
/// that size, which are joined once, when all is there. What is refused half-way leaves nothing for the collector. For one body.
/// </summary>
internal sealed class BodyRoom : IDisposable
{
    /// <summary>
    /// The largest array that is taken from the pool and given back to it, in bytes. The pool keeps what it was given, of each size as much as
    /// was ever in use at once: of one size that is at most the bytes in flight, of doubled ones it would be several times that.
    /// </summary>
    public const int Piece = 1024 * 1024;

    private List<byte[]>? _full;
    private byte[] _last = [];
    private int _lastRoom;
    private int _filled;

    /// <summary>The bytes that there is room for.</summary>
    public int Room => (Full * Piece) + _lastRoom;

    /// <summary>The bytes that are there.</summary>
    public int Length => (Full * Piece) + _filled;

    /// <summary>The room that is left where the next bytes belong; empty when there must be more first.</summary>
    public Memory<byte> Free => _last.AsMemory(_filled, _lastRoom - _filled);

    private int Full => _full?.Count ?? 0;

    /// <summary>The room to ask for when what there is does not do: twice as much, or a piece more.</summary>
    /// <param name="most">The room beyond which nothing can come.</param>
    public int Next(long most) => (int)Math.Min(Room < Piece ? Math.Min(Room * 2, Piece) : (long)Room + (_lastRoom < Piece ? Piece - _lastRoom : Piece), most);

    /// <summary>Makes room.</summary>
    /// <param name="room">All that there is to be: more than there is, and at most <see cref="Piece"/> to begin with or what <see cref="Next"/> says.</param>
    public void Grow(int room)
    {
        var more = room - Room;
        if (Full == 0 && room <= Piece)
        {
            var larger = ArrayPool<byte>.Shared.Rent(room);
            _last.AsSpan(0, _filled).CopyTo(larger);
            Return(_last);
            _last = larger;
        }
        else if (_lastRoom == Piece)
        {
            (_full ??= []).Add(_last);
            _last = ArrayPool<byte>.Shared.Rent(Piece);
            (_lastRoom, _filled) = (0, 0);
        }

        _lastRoom += more;
    }

    /// <summary>So many bytes more are there, in <see cref="Free"/>.</summary>
    public void Advance(int count) => _filled += count;

    /// <summary>The last bytes go, or all if there are not so many.</summary>
    /// <param name="count">How many; at most as many as are in the last piece and the one before it.</param>
    /// <param name="bytes">Gets them.</param>
    public void Take(int count, Span<byte> bytes)
    {
        var here = Math.Min(count, _filled);
        _last.AsSpan(_filled - here, here).CopyTo(bytes[(count - here)..]);
        _filled -= here;
        if (here == count)
            return;
        Return(_last);
        (_last, _lastRoom, _filled) = (_full![^1], Piece, Piece);
        _full.RemoveAt(_full.Count - 1);
        Take(count - here, bytes[..(count - here)]);
    }

    /// <summary>All bytes, one behind the other; nothing can come behind them any more. They are valid until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Join()
    {
        if (_full is null)
            return _last.AsMemory(0, _filled);
        var joined = GC.AllocateUninitializedArray<byte>(Length);
        for (var index = 0; index < _full.Count; index++)
        {
            _full[index].AsSpan(0, Piece).CopyTo(joined.AsSpan(index * Piece));
            Return(_full[index]);
        }

        _last.AsSpan(0, _filled).CopyTo(joined.AsSpan(_full.Count * Piece));
        _full = null;
        Dispose();
        return joined;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var piece in _full ?? [])
            Return(piece);
        Return(_last);
        (_full, _last, _lastRoom, _filled) = (null, [], 0, 0);
    }

    private static void Return(byte[] bytes)
    {
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
