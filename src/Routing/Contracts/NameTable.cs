namespace Holdfast.Routing.Contracts;

/// <summary>
/// Finds entries by name, comparing the whole name. Any number of threads may look up while one adds: an entry is complete before its
/// slot is written, a slot changes from one complete entry to another, and a larger array is filled before it is published. Entries are never removed, only replaced.
/// </summary>
internal sealed class NameTable<T>
    where T : NamedEntry
{
    private Slot[] _slots = new Slot[4];

    public int Count { get; private set; }

    public T? Find(ReadOnlySpan<byte> key, ulong hash)
    {
        var slots = Volatile.Read(ref _slots);
        for (var index = (int)hash & (slots.Length - 1); ; index = (index + 1) & (slots.Length - 1))
        {
            var entry = Volatile.Read(ref slots[index].Entry);
            if (entry is null || (entry.Hash == hash && key.SequenceEqual(entry.Key)))
                return entry;
        }
    }

    /// <summary>Adds an entry whose name the table does not have yet.</summary>
    public void Add_NeedsLock(T entry)
    {
        if ((Count + 1) * 2 > _slots.Length)
            Grow();
        Put(_slots, entry);
        Count++;
    }

    /// <summary>Puts an entry in the place of the one with its name, or adds it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Put_NeedsLock(T entry)
    {
        for (var index = (int)entry.Hash & (_slots.Length - 1); _slots[index].Entry is { } there; index = (index + 1) & (_slots.Length - 1))
        {
            if (there.Hash != entry.Hash || !there.Key.AsSpan().SequenceEqual(entry.Key))
                continue;
            Volatile.Write(ref _slots[index].Entry, entry);
            return true;
        }

        Add_NeedsLock(entry);
        return false;
    }

    private void Grow()
    {
        var larger = new Slot[_slots.Length * 2];
        foreach (var slot in _slots)
        {
            if (slot.Entry is { } entry)
                Put(larger, entry);
        }

        Volatile.Write(ref _slots, larger);
    }

    private static void Put(Slot[] slots, T entry)
    {
        var index = (int)entry.Hash & (slots.Length - 1);
        while (slots[index].Entry is not null)
            index = (index + 1) & (slots.Length - 1);
        Volatile.Write(ref slots[index].Entry, entry);
    }

    // A struct, so that reading a slot needs no check of the array's element type.
    private struct Slot
    {
        public T? Entry;
    }
}
