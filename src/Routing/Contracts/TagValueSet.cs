namespace Holdfast.Routing.Contracts;

/// <summary>
/// The distinct values of a tag key, as 64-bit hashes. Two values that share a hash count as one; among 100,000 values the odds that any
/// two do are about 1 in 4 thousand million. Any number of threads may ask while one adds. Nothing is ever removed.
/// </summary>
internal sealed class TagValueSet
{
    private ulong[] _slots = new ulong[4];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public bool Contains(ulong hash)
    {
        hash = NotZero(hash);
        var slots = Volatile.Read(ref _slots);
        for (var index = IndexOf(hash, slots.Length); ; index = index + 1 == slots.Length ? 0 : index + 1)
        {
            var slot = Volatile.Read(ref slots[index]);
            if (slot == hash)
                return true;
            if (slot == 0)
                return false;
        }
    }

    /// <summary>Adds a hash that the set does not contain yet.</summary>
    public void Add_NeedsLock(ulong hash)
    {
        // Four fifths full at most, and half as large again when it grows: 10 to 15 bytes for each value.
        if ((long)(_count + 1) * 5 > (long)_slots.Length * 4)
        {
            var larger = new ulong[_slots.Length + (_slots.Length / 2)];
            foreach (var slot in _slots)
            {
                if (slot != 0)
                    Put(larger, slot);
            }

            Volatile.Write(ref _slots, larger);
        }

        Put(_slots, NotZero(hash));
        Volatile.Write(ref _count, _count + 1);
    }

    private static void Put(ulong[] slots, ulong hash)
    {
        var index = IndexOf(hash, slots.Length);
        while (slots[index] != 0)
            index = index + 1 == slots.Length ? 0 : index + 1;
        Volatile.Write(ref slots[index], hash);
    }

    private static int IndexOf(ulong hash, int length) => (int)Math.BigMul(hash, (ulong)length, out _);

    // Zero marks an empty slot.
    private static ulong NotZero(ulong hash) => hash == 0 ? 1 : hash;
}
