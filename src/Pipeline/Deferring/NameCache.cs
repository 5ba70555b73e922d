using System.Text;

namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// Gives the few names of stores and buckets as the same strings again, so that scanning a large log does not make one per record. Bounded:
/// beyond the bound it starts afresh. Not safe for concurrent use.
/// </summary>
internal sealed class NameCache
{
    private const int MaxNames = 4096;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public string Get(ReadOnlySpan<byte> utf8)
    {
        const int onStack = 256;
        if (utf8.Length > onStack) return Encoding.UTF8.GetString(utf8);

        Span<char> characters = stackalloc char[onStack];
        var name = characters[..Encoding.UTF8.GetChars(utf8, characters)];
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out var known)) return known;

        if (_names.Count >= MaxNames) _names.Clear();
        var made = new string(name);
        _names.Add(made);
        return made;
    }
}
