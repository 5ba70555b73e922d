namespace Holdfast.Routing.LineProtocol;

/// <summary>
/// Finds a tag key that stands twice. Keys are compared with their escapes in place, which is exact: a comma, equals sign or blank
/// within a key is always escaped and nothing else ever is, so two keys are the same name only if they are the same bytes.
/// </summary>
internal static class TagKeys
{
    public static long Pack(int start, int end) => ((long)start << 32) | (uint)(end - start);

    public static Range Range(long packed) => (int)(packed >> 32)..((int)(packed >> 32) + (int)packed);

    private static ReadOnlySpan<byte> Key(ReadOnlySpan<byte> text, long packed) => text.Slice((int)(packed >> 32), (int)packed);

    /// <summary>The first key, in line order, that stood before; null when there is none.</summary>
    public static Range? FindDuplicate(ReadOnlySpan<byte> text, ReadOnlySpan<long> keys)
    {
        if (IsAscending(text, keys))
            return null;
        for (var index = 1; index < keys.Length; index++)
        {
            var key = Key(text, keys[index]);
            foreach (var earlier in keys[..index])
            {
                if ((int)earlier == key.Length && Key(text, earlier).SequenceEqual(key))
                    return Range(keys[index]);
            }
        }

        return null;
    }

    /// <summary>
    /// The same for many keys: sorts them, so that no choice of keys makes it slower than n log n. Orders <paramref name="keys"/> anew.
    /// </summary>
    public static Range? FindDuplicateAmongMany(ReadOnlySpan<byte> text, Span<long> keys)
    {
        for (var root = (keys.Length / 2) - 1; root >= 0; root--)
            SiftDown(text, keys, root);
        for (var end = keys.Length - 1; end > 0; end--)
        {
            (keys[0], keys[end]) = (keys[end], keys[0]);
            SiftDown(text, keys[..end], 0);
        }

        long? first = null;
        for (var index = 1; index < keys.Length; index++)
        {
            if (Key(text, keys[index - 1]).SequenceEqual(Key(text, keys[index])) && !(first < keys[index]))
                first = keys[index];
        }

        return first is { } key ? Range(key) : null;
    }

    // Client libraries sort tags, and sorted keys need one comparison each.
    private static bool IsAscending(ReadOnlySpan<byte> text, ReadOnlySpan<long> keys)
    {
        for (var index = 1; index < keys.Length; index++)
        {
            if (Key(text, keys[index - 1]).SequenceCompareTo(Key(text, keys[index])) >= 0)
                return false;
        }

        return true;
    }

    private static void SiftDown(ReadOnlySpan<byte> text, Span<long> keys, int root)
    {
        for (var child = (2 * root) + 1; child < keys.Length; child = (2 * root) + 1)
        {
            if (child + 1 < keys.Length && IsBelow(text, keys[child], keys[child + 1]))
                child++;
            if (!IsBelow(text, keys[root], keys[child]))
                return;
            (keys[root], keys[child]) = (keys[child], keys[root]);
            root = child;
        }
    }

    // Equal keys are ordered by where they stand, so that the later one of a pair is known.
    private static bool IsBelow(ReadOnlySpan<byte> text, long left, long right)
    {
        var order = Key(text, left).SequenceCompareTo(Key(text, right));
        return order < 0 || (order == 0 && left < right);
    }
}
