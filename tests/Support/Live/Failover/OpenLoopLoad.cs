using System.Diagnostics;
using System.Text;

namespace Holdfast.Tests.Support.Live.Failover;

/// <summary>
/// Sends requests at a steady rate whatever the answers do, as independent producers would: a slow answer holds up no other request, so
/// no stall hides behind a producer that waits for it.
/// </summary>
/// <param name="address">Where to write, with timestamps in nanoseconds.</param>
/// <param name="plan">How much, and how fast.</param>
/// <param name="start">The timestamp of the first request's points, in nanoseconds since 1970.</param>
/// <param name="stalls">Tells what the machine added to an answer.</param>
internal sealed class OpenLoopLoad(Uri address, FailoverPlan plan, long start, StallWatch stalls)
{
    /// <summary>The most requests without an answer; beyond, one is not sent and counts as unanswered. Ten times what a hung store leaves behind.</summary>
    private const int MaxOutstanding = 2000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Answers that come sooner need no excuse.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    private int _outstanding;

    /// <summary>The timestamp of a request's points, in nanoseconds since 1970: each request has its own, or that of the one it corrects.</summary>
    public long TimeOf(int request) => start + (plan.DueAt(FailoverPlan.PointsOf(request)).Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>Sends them all and waits for every answer.</summary>
    public async Task<IReadOnlyList<LoadAnswer>> RunAsync()
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = MaxOutstanding, UseProxy = false };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        var answers = new Task<LoadAnswer>[plan.Requests];
        var began = Stopwatch.GetTimestamp();
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Tick);
        for (var next = 0; next < answers.Length; await timer.WaitForNextTickAsync())
        {
            while (next < answers.Length && plan.DueAt(next) <= clock.Elapsed)
            {
                answers[next] = SendAsync(client, next, clock.Elapsed);
                next++;
            }
        }

        return [.. (await Task.WhenAll(answers)).Select(answer => answer.Latency < Soon ? answer : answer with
        {
            Stalled = stalls.Between(began + Ticks(answer.Sent), began + Ticks(answer.Answered)),
        })];
    }

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);

    private async Task<LoadAnswer> SendAsync(HttpClient client, int request, TimeSpan at)
    {
        var late = at - plan.DueAt(request);
        if (Interlocked.Increment(ref _outstanding) > MaxOutstanding)
        {
            Interlocked.Decrement(ref _outstanding);
            return new(request, 0, "not sent", late, at, TimeSpan.Zero);
        }

        var sent = Stopwatch.GetTimestamp();
        try
        {
            using var content = new ByteArrayContent(Body(request));
            using var response = await client.PostAsync(address, content);
            var answer = await LiveAnswer.ReadAsync(response);
            return new(request, answer.Status, answer.Route, late, at, Stopwatch.GetElapsedTime(sent));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return new(request, 0, failure.GetType().Name, late, at, Stopwatch.GetElapsedTime(sent));
        }
        finally
        {
            Interlocked.Decrement(ref _outstanding);
        }
    }

    private byte[] Body(int request)
    {
        var lines = new StringBuilder();
        for (var host = 0; host < FailoverPlan.PointsPerRequest; host++)
            lines.Append(null, $"load,host=h{host} v={request}i {TimeOf(request)}\n");
        return Encoding.UTF8.GetBytes(lines.ToString());
    }
}
