using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Tests.Peers;

/// <summary>The deferred log without its fence: what shows that the fence is needed.</summary>
internal sealed class FencelessLog(IDeferredLog log) : IDeferredLog
{
    public IReadOnlyList<OwedLane> Lanes => log.Lanes;

    public IReadOnlyList<string> Stores => log.Stores;

    public DeferredUsage Usage => log.Usage;

    public double Share => log.Share;

    public long NextSequence => log.NextSequence;

    public Task<AppendResult> AppendAsync(IReadOnlyList<OwedBatch> batches, CancellationToken cancellationToken) => log.AppendAsync(batches, cancellationToken);

    public Task<OwedRead> ReadAsync(OwedLane lane, int maxBytes, CancellationToken cancellationToken) => log.ReadAsync(lane, maxBytes, cancellationToken);

    public Task<AdvanceResult> AdvanceAsync(OwedLane lane, long throughSequence, CancellationToken cancellationToken) =>
        log.AdvanceAsync(lane, throughSequence, cancellationToken);

    public Task ReleaseAsync(OwedLane lane) => log.ReleaseAsync(lane);

    public OwedSummary Owed(OwedLane lane) => log.Owed(lane);

    public OwedSummary Owed(string store) => log.Owed(store);

    public bool Overlaps(OwedLane lane, long minTime, long maxTime) => false;
}
