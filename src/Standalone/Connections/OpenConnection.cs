using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Holdfast.Standalone.Connections;

/// <summary>
/// One open connection: how many requests are under way on it (HTTP/2 has several), and since when there is none. Marks are made by the requests
/// themselves, one interlocked write each, and are safe against everything else; the places are the book's and under its lock.
/// </summary>
/// <param name="connection">The connection itself.</param>
/// <param name="opened">The clock's timestamp: until its first request has ended, a connection counts as idle since it was opened.</param>
internal sealed class OpenConnection(ConnectionContext connection, long opened)
{
    /// <summary>So far below zero that no request that begins afterwards is taken for one under way.</summary>
    private const int CutOffMark = int.MinValue;

    private readonly IConnectionLifetimeNotificationFeature? _ending = connection.Features.Get<IConnectionLifetimeNotificationFeature>();
    private int _underWay;
    private long _since = opened;

    /// <summary>Where it stands among those that stay; negative when it does not.</summary>
    public int Place_NeedsLock { get; set; } = -1;

    /// <summary>Where it stands among those that were asked to leave, if it was.</summary>
    public LinkedListNode<OpenConnection>? Leaving_NeedsLock { get; set; }

    /// <summary>Whether no request is under way. One whose head has not arrived whole is not under way.</summary>
    public bool IsIdle => Volatile.Read(ref _underWay) == 0;

    /// <summary>The timestamp at which its last request ended, or at which it was opened. It never goes back.</summary>
    public long Since => Volatile.Read(ref _since);

    /// <summary>Marks that a request began; false when the connection was cut off before, so that the request must not be served.</summary>
    public bool TryBegin() => Interlocked.Increment(ref _underWay) > 0;

    /// <summary>Marks that a request that began has ended.</summary>
    /// <param name="now">The clock's timestamp.</param>
    public void End(long now)
    {
        Volatile.Write(ref _since, now);
        Interlocked.Decrement(ref _underWay);
    }

    /// <summary>Decides between a request that begins and the one who wants to cut the connection off: the first of them has it.</summary>
    /// <returns>Whether it was idle; then no request begins on it any more.</returns>
    public bool TryMarkCutOff() => Interlocked.CompareExchange(ref _underWay, CutOffMark, 0) == 0;

    /// <summary>
    /// Has the server close it in good order: at once where nothing of a request has come, else after that request. What was answered is
    /// delivered first. Half a head keeps it open until the head's time is up.
    /// </summary>
    public void AskToLeave() => _ending?.RequestClose();

    /// <summary>Closes it at once. Only after <see cref="TryMarkCutOff"/>.</summary>
    public void CutOff() => connection.Abort(new ConnectionAbortedException("The connection was idle, and its place is needed for another."));
}
