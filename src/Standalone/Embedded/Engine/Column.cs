using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>The values of one field in one block, at the positions of the block's timestamps; a position may be empty.</summary>
internal sealed class Column
{
    private bool[] _present;
    private long[]? _numbers;
    private string?[]? _texts;

    public Column(Field field, int capacity)
    {
        Field = field;
        _present = new bool[capacity];
        if (field.Type == FieldType.Text) _texts = new string?[capacity];
        else _numbers = new long[capacity];
    }

    public Field Field { get; }

    public bool Has(int index) => _present[index];

    /// <summary>The value at a position, null where the position is empty.</summary>
    public FieldValue this[int index]
    {
        get
        {
            if (!_present[index]) return default;
            return _texts is null ? FieldValue.FromBits(Field.Type, _numbers![index]) : FieldValue.Of(_texts[index]!);
        }
    }

    /// <summary>Sets a value and returns by how many bytes the text in memory grew.</summary>
    public long Set(int index, in FieldValue value)
    {
        _present[index] = true;
        if (_texts is null)
        {
            _numbers![index] = value.Bits;
            return 0;
        }

        var growth = TextBytes(value.Text) - TextBytes(_texts[index]);
        _texts[index] = value.Text;
        return growth;
    }

    public void Resize(int capacity)
    {
        Array.Resize(ref _present, capacity);
        if (_texts is null) Array.Resize(ref _numbers, capacity);
        else Array.Resize(ref _texts, capacity);
    }

    /// <summary>Opens an empty position; what stood there and behind moves up by one.</summary>
    public void Open(int index, int count)
    {
        Array.Copy(_present, index, _present, index + 1, count - index);
        _present[index] = false;
        if (_texts is null)
        {
            Array.Copy(_numbers!, index, _numbers!, index + 1, count - index);
            return;
        }

        Array.Copy(_texts, index, _texts, index + 1, count - index);
        _texts[index] = null;
    }

    /// <summary>Moves the tail from a position on into a new column; null when nothing of it is set.</summary>
    public Column? SplitAt(int index, int count, int capacity)
    {
        if (!_present.AsSpan(index, count - index).Contains(true)) return null;
        Column tail = new(Field, capacity);
        Array.Copy(_present, index, tail._present, 0, count - index);
        if (_texts is null) Array.Copy(_numbers!, index, tail._numbers!, 0, count - index);
        else Array.Copy(_texts, index, tail._texts!, 0, count - index);
        Clear(index, count - index);
        return tail;
    }

    /// <summary>Removes positions; what stood behind them moves down.</summary>
    public void Remove(int start, int length, int count)
    {
        var behind = count - start - length;
        Array.Copy(_present, start + length, _present, start, behind);
        if (_texts is null) Array.Copy(_numbers!, start + length, _numbers!, start, behind);
        else Array.Copy(_texts, start + length, _texts, start, behind);
        Clear(start + behind, length);
    }

    /// <summary>The estimated bytes that this column holds for a number of positions.</summary>
    public long Bytes(int count)
    {
        var bytes = 64 + (_present.Length * 9L);
        if (_texts is null) return bytes;
        for (var i = 0; i < count; i++) bytes += TextBytes(_texts[i]);
        return bytes;
    }

    private static long TextBytes(string? text) => text is null ? 0 : 24 + (2L * text.Length);

    private void Clear(int start, int length)
    {
        Array.Clear(_present, start, length);
        if (_texts is not null) Array.Clear(_texts, start, length);
    }
}
