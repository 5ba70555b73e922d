namespace Holdfast.Standalone.Connections;

/// <summary>
/// Tells which of many connections has been idle longest, though no request puts itself in order: all are looked through once for the
/// <see cref="Length"/> that come first, and these serve as many newcomers. That is exact, since whoever is not among them had been idle for
/// less time when it was looked, and who has had a request since is passed over. Not thread-safe.
/// </summary>
internal sealed class IdleLine
{
    /// <summary>How many are found at once: a look through 4,096 connections takes some 40 µs, so that each newcomer pays less than one.</summary>
    public const int Length = 64;

    private static readonly Comparer<long> LatestFirst = Comparer<long>.Create(static (one, other) => other.CompareTo(one));

    private readonly PriorityQueue<OpenConnection, long> _found = new(Length, LatestFirst);
    private readonly Stack<(OpenConnection Connection, long Since)> _line = new(Length);

    /// <summary>Takes the one that has been idle longest; null when a request is under way on each.</summary>
    /// <param name="all">All that may be taken. Who is taken must be removed from them.</param>
    public OpenConnection? Take(IReadOnlyList<OpenConnection> all)
    {
        if (TakeFromLine(all) is { } known)
            return known;

        // Who stood first may have begun a request since. When all of them have, within microseconds, then nobody is idle to speak of.
        Fill(all);
        return TakeFromLine(all);
    }

    private OpenConnection? TakeFromLine(IReadOnlyList<OpenConnection> all)
    {
        while (_line.TryPop(out var first))
        {
            var (connection, since) = first;
            var place = connection.Place_NeedsLock;
            if (place >= 0 && place < all.Count && ReferenceEquals(all[place], connection) && connection.IsIdle && connection.Since == since)
                return connection;
        }

        return null;
    }

    private void Fill(IReadOnlyList<OpenConnection> all)
    {
        _found.Clear();
        for (var index = 0; index < all.Count; index++)
        {
            var connection = all[index];
            if (!connection.IsIdle)
                continue;
            var since = connection.Since;
            if (_found.Count < Length)
                _found.Enqueue(connection, since);
            else if (_found.TryPeek(out _, out var latest) && since < latest)
                _found.DequeueEnqueue(connection, since);
        }

        while (_found.TryDequeue(out var connection, out var since))
            _line.Push((connection, since));
    }
}
