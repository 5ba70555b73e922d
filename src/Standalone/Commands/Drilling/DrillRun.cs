namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Plays the script over live traffic, waits for recovery, reads every store back, and brings the evidence.</summary>
/// <param name="ground">What is drilled; Holdfast is not started yet.</param>
/// <param name="options">What the drill was told.</param>
/// <param name="times">How long everything takes.</param>
/// <param name="traffic">The traffic.</param>
/// <param name="progress">Where to tell how it goes.</param>
internal sealed class DrillRun(DrillGround ground, DrillOptions options, DrillTimes times, DrillTraffic traffic, DrillProgress progress) : IDisposable
{
    /// <summary>Producers of each tier, by its place: the first tier is the busiest.</summary>
    private static readonly int[] ProducersOfTier = [3, 2, 1];

    /// <summary>How long the last requests may take to be acknowledged when the traffic ends.</summary>
    private static readonly TimeSpan HomeLimit = TimeSpan.FromSeconds(20);

    private readonly DrillWatch _watch = new(ground, traffic);

    /// <summary>How Holdfast stands.</summary>
    public DrillSight? Sight => _watch.Sight;

    /// <summary>Runs the whole drill.</summary>
    /// <returns>What was measured, as far as it came; problems are told.</returns>
    public async Task<DrillEvidence> RunAsync(CancellationToken cancellation)
    {
        if (await ground.StartHoldfastAsync(cancellation) is { } error)
        {
            progress.Problem(error);
            return new();
        }

        traffic.Move(ground.Holdfast!.Url);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = _watch.RunAsync(end.Token);
        var producing = ProduceAsync(stop.Token, abort.Token);
        var script = new DrillScript(ground, traffic, _watch, times);
        await PlayAsync(script, cancellation);

        progress.Phase("the faults are over; recovering");
        var recovery = await _watch.UntilAsync(static sight => sight.IsWell, times.RecoveryLimit, cancellation);
        await stop.CancelAsync();
        abort.CancelAfter(HomeLimit);
        await producing;
        if (recovery is not null && await _watch.UntilAsync(static sight => sight.IsWell, HomeLimit, cancellation) is null)
            progress.Problem("something is owed, or a breaker is open, after the traffic has ended");
        progress.Phase("reading every store back");
        var stores = await CompareAsync(cancellation);
        await end.CancelAsync();
        await watching;
        return Evidence(script, recovery, stores);
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    private async Task PlayAsync(DrillScript script, CancellationToken cancellation)
    {
        await _watch.UntilAsync(static sight => sight.AllClosed, times.SettleLimit, cancellation);
        foreach (var phase in script.Phases())
        {
            progress.Phase(phase.Name);
            if (await phase.Begin(cancellation) is { } hindrance)
                progress.Problem(hindrance);
            await Task.Delay(phase.Length, traffic.Time, cancellation);
            if (await phase.End(cancellation) is { } left)
                progress.Problem(left);
            if (await _watch.UntilAsync(static sight => sight.AllClosed, times.SettleLimit, cancellation) is null)
                progress.Problem($"not every breaker closed within {times.SettleLimit} after: {phase.Name}");
        }
    }

    private Task ProduceAsync(CancellationToken stop, CancellationToken abort)
    {
        var tiers = ground.Tiers.SelectMany(static (tier, index) => Enumerable.Repeat(tier, ProducersOfTier[Math.Min(index, ProducersOfTier.Length - 1)])).ToList();
        var interval = TimeSpan.FromSeconds((double)tiers.Count / options.Rate);
        return Task.WhenAll(tiers.Select((tier, index) => new DrillProducer(index, tier, traffic, options.Seed + index).RunAsync(interval, stop, abort)));
    }

    private async Task<DrillComparison?> CompareAsync(CancellationToken cancellation)
    {
        var reader = new StoreReader(traffic.Run, traffic.Time);
        var contents = new List<DrillContent>();
        var whole = true;
        foreach (var target in ground.Targets)
        {
            var (content, error) = await reader.ReadAsync(target, traffic.Ledger.First, traffic.Ledger.Last, cancellation);
            if (error is not null)
                progress.Problem(error);
            whole &= content is not null;
            if (content is not null)
                contents.Add(content);
        }

        return whole ? DrillComparison.Of(traffic.Ledger, contents) : null;
    }

    private DrillEvidence Evidence(DrillScript script, TimeSpan? recovery, DrillComparison? stores)
    {
        var tally = traffic.Tally;
        foreach (var failure in tally.Failures)
            progress.Problem($"not acknowledged: {failure}");
        var isolated = tally.IsolatedAnswers;
        return new()
        {
            Stores = stores,
            IsolatedAnswers = isolated.Count,
            IsolatedElsewhere = isolated.Count == 0 ? null : Elsewhere(isolated),
            IsolatedRequests = script.IsolatedRequests,
            IsolatedP95 = DrillTally.Percentile(isolated.Select(static answer => answer.Duration), 0.95),
            PoisonRequests = tally.Poison,
            PoisonMistaken = tally.PoisonMistaken,
            PoisonOpened = script.PoisonOpened,
            Replays = tally.Replays,
            ReplaysUnknown = tally.ReplaysUnknown,
            Answers = tally.Answers,
            Unacknowledged = tally.Unacknowledged,
            P99 = tally.WorstPercentile(0.99),
            Recovery = recovery,
            Restart = script.Restart,
            PeakMemory = _watch.PeakMemory,
            PeakLogShare = _watch.PeakLogShare,
        };
    }

    /// <summary>
    /// With the breakers as they were held, each bucket has one target only: answers from the isolated primary, and from a second target
    /// beside the usual one, contradict them. What was deferred, since that target failed for a moment, does not.
    /// </summary>
    internal static long Elsewhere(IReadOnlyList<(string Bucket, string Tier, float Duration)> answers) => answers
        .Where(static answer => answer.Tier is not ("deferred" or ""))
        .GroupBy(static answer => answer.Bucket, StringComparer.Ordinal)
        .Sum(static bucket =>
        {
            var takers = bucket.GroupBy(static answer => answer.Tier, StringComparer.Ordinal).ToDictionary(static taker => taker.Key, static taker => taker.LongCount(), StringComparer.Ordinal);
            var primary = takers.GetValueOrDefault("primary");
            takers.Remove("primary");
            return primary + takers.Values.Sum() - takers.Values.DefaultIfEmpty().Max();
        });
}
