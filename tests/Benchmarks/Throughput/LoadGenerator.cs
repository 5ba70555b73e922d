using System.Diagnostics;
using System.Net.Sockets;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>
/// Closed-loop load from one thread over many connections: whenever an answer is there the next request goes out. One thread, because
/// the load shares the machine with what it measures and should take as little of it as it can.
/// </summary>
internal sealed class LoadGenerator
{
    private const int PollMicroseconds = 1_000_000;

    /// <summary>Stores that keep milliseconds only must see different points too.</summary>
    private const long Step = 1_000_000;

    // A day back: within every time to live, and far enough from now that a million requests a second would not get ahead of the clock.
    private long _time = DateTimeOffset.UtcNow.AddDays(-1).ToUnixTimeMilliseconds() * Step;

    /// <summary>Drives one run. Returns when every request has been answered.</summary>
    public LoadResult Run(Uri target, int connections, int lines, TimeSpan length)
    {
        var open = Enumerable.Range(0, connections).Select(index => new LoadConnection(target, new(target, index, lines))).ToArray();
        try
        {
            return Run(open.ToDictionary(static connection => connection.Socket), length);
        }
        finally
        {
            foreach (var connection in open)
                connection.Dispose();
        }
    }

    private LoadResult Run(Dictionary<Socket, LoadConnection> connections, TimeSpan length)
    {
        var latencies = new List<long>(1 << 20);
        var (started, deferred) = (Stopwatch.GetTimestamp(), 0L);
        foreach (var connection in connections.Values)
            connection.Send(_time += Step);
        var waiting = new HashSet<Socket>(connections.Keys);
        var ready = new List<Socket>(connections.Count);
        while (waiting.Count > 0)
        {
            ready.Clear();
            ready.AddRange(waiting);
            Socket.Select(ready, null, null, PollMicroseconds);
            foreach (var socket in ready)
            {
                var connection = connections[socket];
                var status = connection.Receive(out var latency);
                if (status == 0)
                    continue;
                latencies.Add(latency);
                deferred += status == 202 ? 1 : 0;
                if (Stopwatch.GetElapsedTime(started) < length)
                    connection.Send(_time += Step);
                else
                    waiting.Remove(socket);
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        latencies.Sort();
        return new(elapsed, deferred, latencies);
    }
}
