using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>
/// Compares the stores of a tier and writes to each what it lacks and another has: in failover mode to the primary, in fan-out mode to all.
/// One comparison at a time for each tier. Safe for concurrent callers.
/// </summary>
public sealed class Reconciler : IAsyncDisposable
{
    /// <summary>The newest points are never compared, nor by a recovery or an operator: their writes are under way.</summary>
    public static readonly TimeSpan ShortestDelay = TimeSpan.FromSeconds(1);

    private readonly HoldfastSettings _settings;
    private readonly TargetDirectory _targets;
    private readonly RetentionVerifier _retention;
    private readonly ReconcileBook _book;
    private readonly HoldfastMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ReconcileContext _context;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, AsyncGate> _gates;
    private readonly List<ReconcileRun> _running = [];

    /// <summary>Makes it; <see cref="StartAsync"/> comes next.</summary>
    public Reconciler(
        HoldfastSettings settings, TargetDirectory targets, RetentionVerifier retention, IDeferredLog log, FenceBook fences, RepairJournal journal,
        ReconcileBook book, LineageIds lineage, HoldfastMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _targets, _retention, _book, _metrics, _time) = (settings, targets, retention, book, metrics, time);
        _context = new(log, fences, journal, lineage, settings.Reconcile, settings.Recovery, settings.Delivery, time);
        _gates = settings.Table.Tiers.ToDictionary(static tier => tier.Name, static _ => new AsyncGate(), StringComparer.Ordinal);
    }

    /// <summary>What is under way, or waits for its turn.</summary>
    public IReadOnlyList<ReconcileRun> Running
    {
        get
        {
            lock (_running)
                return [.. _running];
        }
    }

    /// <summary>
    /// Fences what was being repaired when the process died, and reads the old reports. To be called once, before the first write is taken and
    /// before anything is drained.
    /// </summary>
    /// <returns>Ends when those fences are lowered; nobody needs to wait for it.</returns>
    public async Task<Task> StartAsync()
    {
        var lowered = await _context.Journal.RestoreAsync(_stop.Token);
        await _book.LoadAsync();
        return lowered;
    }

    /// <summary>Compares, after whatever is under way in the tier. What was found and done is in the report, failures included.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancellation">Ends it between two questions; the report says so. A write under way is waited for.</param>
    public Task<ReconcileReport> ReconcileAsync(ReconcileRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (_running)
            return Begin_NeedsLock(request, cancellation).Report;
    }

    /// <summary>Begins all of these comparisons, which then go on until they end or the process does; or none, when one of their tiers is busy.</summary>
    /// <param name="requests">What; of each tier at most one.</param>
    /// <returns>The runs, or null.</returns>
    public IReadOnlyList<ReconcileRun>? TryBegin(IReadOnlyList<ReconcileRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        lock (_running)
        {
            return requests.Any(request => _running.Exists(run => string.Equals(run.Tier, request.Tier.Name, StringComparison.Ordinal)))
                ? null
                : requests.Select(request => Begin_NeedsLock(request, CancellationToken.None)).ToList();
        }
    }

    /// <summary>
    /// The parts of a comparison, each of so many windows at most, in the order of their timestamps, clipped as the whole is; none when nothing
    /// is left of the range. For a host that compares and repairs in bounded steps.
    /// </summary>
    /// <param name="request">What is to be compared.</param>
    /// <param name="windows">The windows of one part; at least 1.</param>
    public IReadOnlyList<ReconcileRequest> PartsOf(ReconcileRequest request, int windows)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(windows, 1);
        var range = Clip(request);
        var window = _settings.Reconcile.Window.Ticks * TimeSpan.NanosecondsPerTick;
        var exact = request.Exact ?? PairRun.IsExact(request.Cause, range, window);
        return [.. range.IsEmpty ? [] : range.Split(window * windows).Select(part => request with { Range = part, Exact = exact, IsPart = true })];
    }

    /// <summary>Ends what is under way and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(Running.Select(static run => run.Report));
        _stop.Dispose();
    }

    private ReconcileRun Begin_NeedsLock(ReconcileRequest request, CancellationToken cancellation)
    {
        // The task begins only when the run is on the list: it takes itself off the list at its end.
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = _context.Lineage.Next();
        var run = new ReconcileRun(id, request.Tier.Name, request.Cause, _time.GetUtcNow(), RunAsync(id, request, begun.Task, cancellation));
        _running.Add(run);
        begun.SetResult();
        return run;
    }

    private async Task<ReconcileReport> RunAsync(string id, ReconcileRequest request, Task begun, CancellationToken cancellation)
    {
        await begun;
        var gate = _gates[request.Tier.Name];
        await gate.EnterAsync();
        try
        {
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellation);
            var report = await CompareAsync(id, request, stopping.Token);
            _metrics.Reconciled(report);
            if (!request.IsPart)
                await _book.AddAsync(report);
            return report;
        }
        finally
        {
            lock (_running)
                _running.RemoveAll(run => string.Equals(run.Id, id, StringComparison.Ordinal));
            gate.Leave();
        }
    }

    private async Task<ReconcileReport> CompareAsync(string id, ReconcileRequest request, CancellationToken stopping)
    {
        var started = _time.GetTimestamp();
        var range = Clip(request);
        var report = new ReconcileReport { Id = id, Tier = request.Tier.Name, Cause = request.Cause, Range = range, StartedAt = _time.GetUtcNow() };
        if (range.IsEmpty)
            return report;
        foreach (var (healed, other) in PairsOf(request))
        {
            var pair = await new PairRun(_context, ReaderOf(request.Tier, healed), ReaderOf(request.Tier, other), request, range, stopping).RunAsync();
            report = report with { Pairs = report.Pairs.Add(pair) };
        }

        return report with { Duration = _time.GetElapsedTime(started) };
    }

    private TimeWindow Clip(ReconcileRequest request)
    {
        var now = _time.GetUtcNow();
        var delay = request.Cause == ReconcileCause.Timer && _settings.Reconcile.Delay > ShortestDelay ? _settings.Reconcile.Delay : ShortestDelay;

        // Stores forget in steps of their own; what is about to be forgotten is left alone, or one store's step would look like a loss.
        var retention = request.Tier.Retention;
        var oldest = retention == TimeSpan.Zero ? long.MinValue : UnixTime.Nanoseconds(now - retention + _settings.Reconcile.Window);
        return request.Range.Within(new(oldest, UnixTime.Nanoseconds(now - delay)));
    }

    private IEnumerable<(Target Healed, Target Other)> PairsOf(ReconcileRequest request) =>
        from healed in request.Tier.Chain
        where request.Store is null || string.Equals(healed.Store, request.Store, StringComparison.Ordinal)
        where _settings.Delivery.Mode == DeliveryMode.Fanout || healed.Position == 0
        from other in request.Tier.Chain
        where other.Position != healed.Position
        where request.With is null || string.Equals(other.Store, request.With, StringComparison.Ordinal)
        select (healed, other);

    private StoreReader ReaderOf(Tier tier, Target target) => new(tier, _targets.Of(tier, target), _retention, _settings.Reconcile, _time);
}
