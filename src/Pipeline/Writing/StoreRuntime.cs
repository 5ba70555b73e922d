using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Rewinding;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Writing;

/// <summary>One store as the pipeline sees it at run time: its client, its breaker, and until when it asked to be left alone.</summary>
/// <param name="client">The store's client.</param>
/// <param name="breaker">The store's breaker.</param>
/// <param name="rewind">What the store committed last.</param>
/// <param name="time">The clock.</param>
/// <param name="ports">How the head manages and reads it; null for the client itself, and InfluxQL.</param>
public sealed class StoreRuntime(StoreClient client, StoreBreaker breaker, RewindRing rewind, TimeProvider time, StorePorts? ports = null)
{
    /// <summary>As a timestamp of the clock that never jumps; 0 for never: a wall clock set back must not lengthen what a store asked for.</summary>
    private long _throttledUntil;

    private long _answered;

    /// <summary>The store's name.</summary>
    public string Name => breaker.Store;

    /// <summary>The store's client.</summary>
    public StoreClient Client => client;

    /// <summary>How its times to live and its tasks are asked for and set.</summary>
    public IStoreManagement Management => ports?.Management ?? client;

    /// <summary>How it is read back, where the head has its own way; null for InfluxQL.</summary>
    public IStoreContent? Content => ports?.Content;

    /// <summary>The store's breaker.</summary>
    public StoreBreaker Breaker => breaker;

    /// <summary>What the store committed last, for the case that it forgets.</summary>
    public RewindRing Rewind => rewind;

    /// <summary>How long the store took for each write that was sent to it, whatever came back.</summary>
    public LatencyCounter Latency { get; } = new();

    /// <summary>
    /// The moment, by the clock as it stands now, before which nothing is written to the store, because it asked for that;
    /// <see cref="DateTimeOffset.MinValue"/> when it does not.
    /// </summary>
    public DateTimeOffset ThrottledUntil
    {
        get
        {
            var until = Interlocked.Read(ref _throttledUntil);
            var left = until == 0 ? TimeSpan.Zero : time.GetElapsedTime(time.GetTimestamp(), until);
            return left > TimeSpan.Zero ? time.GetUtcNow() + left : DateTimeOffset.MinValue;
        }
    }

    /// <summary>
    /// When the store last answered a write with anything that shows it at work, as a timestamp of the clock that never jumps; 0 for never.
    /// </summary>
    public long LastAnswer => Interlocked.Read(ref _answered);

    /// <summary>
    /// Whether the store has answered anything since a moment; asks it for its health when nobody else has asked it anything and its breaker
    /// is closed.
    /// </summary>
    /// <param name="timestamp">The moment, by the clock that never jumps.</param>
    /// <param name="limit">How long the store may take.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async Task<bool> HasAnsweredSinceAsync(long timestamp, TimeSpan limit, CancellationToken cancellation) =>
        LastAnswer > timestamp
        || (breaker.Snapshot.Mode == BreakerMode.Closed && (await client.CheckHealthAsync(limit, cancellation)).Verdict == HealthVerdict.Healthy);

    /// <summary>Takes an answer into the breaker's window and the throttle.</summary>
    /// <param name="verdict">What the store answered.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Report(WriteVerdict verdict, TimeSpan elapsed)
    {
        breaker.Report(HealthOf(verdict.Class), elapsed);
        if (verdict.Class is not WriteClass.Aborted)
            Latency.Record(elapsed);
        if (verdict.Class is not (WriteClass.Hung or WriteClass.Transient or WriteClass.Aborted))
            Interlocked.Exchange(ref _answered, time.GetTimestamp());
        if (verdict is { Class: WriteClass.Throttled, RetryAfter: { } wait })
            Interlocked.Exchange(ref _throttledUntil, time.GetTimestamp() + (long)Math.Ceiling(wait.TotalSeconds * time.TimestampFrequency));
    }

    /// <summary>
    /// What an answer says about the store's health. A refusal of the data, or of its size, shows a store at work; a refusal of our
    /// credentials, or a plea for patience, shows neither.
    /// </summary>
    internal static BreakerOutcome HealthOf(WriteClass answer) => answer switch
    {
        WriteClass.Committed or WriteClass.DataFault or WriteClass.TooLarge => BreakerOutcome.Success,
        WriteClass.Transient or WriteClass.Hung => BreakerOutcome.Failure,
        _ => BreakerOutcome.Neutral,
    };
}
