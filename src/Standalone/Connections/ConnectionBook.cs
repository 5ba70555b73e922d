namespace Holdfast.Standalone.Connections;

/// <summary>
/// Which connections are open, and which of them goes when one more comes than may stay: the one that has been idle longest. It is asked to
/// leave, which costs it nothing but a new connection. As long as it has not left it is held beside the others, of which there are at most
/// <see cref="ReserveOf">a tenth more</see>; when they are that many, the one that was asked first is cut off. Where a request is under way on
/// every connection the new one is refused. Decides only, and closes nothing. Safe for any number of threads.
/// </summary>
/// <remarks>The lock is taken when a connection opens or ends, never by a request.</remarks>
/// <param name="limit">The most connections that stay; 1 or more.</param>
internal sealed class ConnectionBook(int limit)
{
    /// <summary>The fewest that may be leaving at once, however low the limit is.</summary>
    public const int LeastReserve = 8;

    private readonly Lock _lock = new();
    private readonly List<OpenConnection> _staying = [];
    private readonly LinkedList<OpenConnection> _leaving = [];
    private readonly IdleLine _idle = new();
    private readonly int _reserve = ReserveOf(limit);

    /// <summary>The most connections that stay.</summary>
    public int Limit => limit;

    /// <summary>The connections that are open, without those that were cut off.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _staying.Count + _leaving.Count;
        }
    }

    /// <summary>How many may be leaving at once, beyond the limit.</summary>
    public static int ReserveOf(int limit) => Math.Max(LeastReserve, limit / 10);

    /// <summary>Takes a new connection into the book, if there is room or somebody can make room.</summary>
    public ConnectionVerdict Open(OpenConnection connection)
    {
        lock (_lock)
        {
            var verdict = _staying.Count < limit ? new(Admitted: true) : MakeRoom_NeedsLock();
            if (verdict.Admitted)
                Enter_NeedsLock(connection);
            return verdict;
        }
    }

    /// <summary>Strikes a connection that has ended, wherever it stands.</summary>
    public void Close(OpenConnection connection)
    {
        lock (_lock)
        {
            if (connection.Leaving_NeedsLock is { } node)
                Forget_NeedsLock(node);
            else if (connection.Place_NeedsLock >= 0)
                Leave_NeedsLock(connection);
        }
    }

    private ConnectionVerdict MakeRoom_NeedsLock()
    {
        while (_idle.Take(_staying) is { } idlest)
        {
            var late = _leaving.Count < _reserve ? null : CutOffLeaving_NeedsLock();
            if (_leaving.Count < _reserve)
            {
                Leave_NeedsLock(idlest);
                idlest.Leaving_NeedsLock = _leaving.AddLast(idlest);
                return new(Admitted: true, idlest, late);
            }

            // All that were asked have begun a request since, with which they leave.
            if (idlest.TryMarkCutOff())
            {
                Leave_NeedsLock(idlest);
                return new(Admitted: true, CutOff: idlest);
            }
        }

        return new(Admitted: false);
    }

    private OpenConnection? CutOffLeaving_NeedsLock()
    {
        for (var node = _leaving.First; node is not null; node = node.Next)
        {
            if (!node.Value.TryMarkCutOff())
                continue;
            Forget_NeedsLock(node);
            return node.Value;
        }

        return null;
    }

    private void Enter_NeedsLock(OpenConnection connection)
    {
        connection.Place_NeedsLock = _staying.Count;
        _staying.Add(connection);
    }

    private void Leave_NeedsLock(OpenConnection connection)
    {
        var last = _staying[^1];
        _staying[connection.Place_NeedsLock] = last;
        last.Place_NeedsLock = connection.Place_NeedsLock;
        _staying.RemoveAt(_staying.Count - 1);
        connection.Place_NeedsLock = -1;
    }

    private void Forget_NeedsLock(LinkedListNode<OpenConnection> node)
    {
        node.Value.Leaving_NeedsLock = null;
        _leaving.Remove(node);
    }
}
