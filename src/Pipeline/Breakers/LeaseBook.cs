namespace Holdfast.Pipeline.Breakers;

/// <summary>The leases under way. Not thread-safe: belongs to the breaker's lock.</summary>
internal sealed class LeaseBook(int capacity)
{
    private readonly List<ProbeLease> _leases = [];

    internal int Count => _leases.Count;

    internal bool TryAdd(ProbeLease lease)
    {
        if (_leases.Count >= capacity)
            return false;
        lease.Position = _leases.Count;
        _leases.Add(lease);
        return true;
    }

    /// <returns>False if it is not in the book: settled before, or void.</returns>
    internal bool TryRemove(ProbeLease lease)
    {
        if (lease.Position < 0)
            return false;
        var last = _leases[^1];
        _leases[lease.Position] = last;
        last.Position = lease.Position;
        _leases.RemoveAt(_leases.Count - 1);
        lease.Position = -1;
        return true;
    }

    /// <summary>Removes those that the predicate names, and says how many.</summary>
    internal int RemoveWhere(Func<ProbeLease, bool> isExpired)
    {
        var removed = 0;
        for (var i = _leases.Count - 1; i >= 0; i--)
        {
            if (isExpired(_leases[i]) && TryRemove(_leases[i]))
                removed++;
        }

        return removed;
    }

    /// <summary>Makes all of them void.</summary>
    internal void Clear()
    {
        foreach (var lease in _leases)
            lease.Position = -1;
        _leases.Clear();
    }
}
