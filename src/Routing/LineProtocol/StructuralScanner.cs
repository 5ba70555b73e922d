using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Holdfast.Routing.LineProtocol;

/// <summary>
/// Finds the bytes at which line protocol can change its mind: comma, equals sign, backslash, blank and control characters.
/// It classifies 64 bytes at a time into one word and then only counts that word's zeros, because tokens are so short
/// (a dozen bytes) that a vectorised search per token would spend its time on starting.
/// </summary>
internal ref struct StructuralScanner
{
    private const int BlockSize = 64;

    private readonly ReadOnlySpan<byte> _text;
    private int _block = -1;
    private ulong _mask;

    public StructuralScanner(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>The offset of the first structural byte at or behind <paramref name="from"/>, or the text's length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int from)
    {
        var block = from & -BlockSize;
        if (block != _block)
            Load(block);
        var rest = _mask >> from;
        return rest != 0 ? from + BitOperations.TrailingZeroCount(rest) : NextInLaterBlock(block + BlockSize);
    }

    /// <summary>The end of the key or tag value that starts here: the next structural byte that is neither escaped nor an escape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int KeyEnd(int start)
    {
        var at = Next(start);
        while (at < _text.Length && _text[at] == '\\')
            at = Next(at + (at + 1 < _text.Length && _text[at + 1] is (byte)',' or (byte)'=' or (byte)' ' ? 2 : 1));
        return at;
    }

    private int NextInLaterBlock(int block)
    {
        for (; block < _text.Length; block += BlockSize)
        {
            Load(block);
            if (_mask != 0)
                return block + BitOperations.TrailingZeroCount(_mask);
        }

        return _text.Length;
    }

    private void Load(int block)
    {
        _block = block;
        if (block <= _text.Length - BlockSize)
        {
            _mask = Classify(ref Unsafe.Add(ref MemoryMarshal.GetReference(_text), block));
            return;
        }

        // The filling is zeros, which are control characters: the end of the text classifies as structural.
        Span<byte> tail = stackalloc byte[BlockSize];
        tail.Clear();
        _text[Math.Min(block, _text.Length)..].CopyTo(tail);
        _mask = Classify(ref MemoryMarshal.GetReference(tail));
    }

    private static ulong Classify(ref byte block) =>
        Classify(Vector256.LoadUnsafe(ref block)) | ((ulong)Classify(Vector256.LoadUnsafe(ref block, 32)) << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Classify(Vector256<byte> bytes)
    {
        var found = Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)' ')), bytes)
            | Vector256.Equals(bytes, Vector256.Create((byte)','))
            | Vector256.Equals(bytes, Vector256.Create((byte)'='))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.Equals(bytes, Vector256.Create((byte)0x7F));
        return found.ExtractMostSignificantBits();
    }
}
