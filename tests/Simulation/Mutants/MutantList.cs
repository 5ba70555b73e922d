namespace Holdfast.Simulation.Mutants;

/// <summary>The deliberate bugs that the simulator must find.</summary>
internal static class MutantList
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new(
            "acknowledge before sync", "src/Pipeline/Storage/SegmentWriter.cs",
            "var synced = await _file.SyncAsync();",
            "var synced = StorageResult.Success;",
            "I1"),
        new(
            "no fence", "src/Pipeline/Writing/OwedLedger.cs",
            "log.Overlaps(new(target.Store, batch.Tier.Bucket), batch.MinTime, batch.MaxTime)",
            "false",
            "I3"),
        new(
            "cursor saved early", "src/Pipeline/Draining/LaneDelivery.cs",
            "var tally = new DrainTally();",
            "var tally = new DrainTally(); await log.AdvanceAsync(lane, free[^1].Sequence, CancellationToken.None);",
            "I1"),
        new(
            "cancelled probe counted as success", "src/Pipeline/Writing/Route.cs",
            "_ => ProbeVerdict.Inconclusive,",
            "_ => ProbeVerdict.Succeeded,",
            "breaker"),
        new(
            "tier predicate dropped", "src/Routing/Planning/RoutePlanner.cs",
            "{ Eligible: false } => SkipReason.Ineligible,",
            "",
            "I2"),
        new(
            "torn tail accepted", "src/Pipeline/Storage/SegmentScanner.cs",
            "if (!SegmentFormat.IsIntact(bytes.Span))",
            "if (length < 0)",
            "I")
        {
            // A loss of power that leaves the end of a record and not its middle.
            From = 1400,
        },
        new(
            "time-out taken for failure and not owed", "src/Pipeline/Writing/WritePipeline.cs",
            "var owed = step.Target.Position != primary.Position || step.IsProbe || behindOwed",
            "var owed = (step.Target.Position != primary.Position && reason != SkipReason.TimedOut) || step.IsProbe || behindOwed",
            "I"),
        new(
            "dead letter after the answer", "src/Pipeline/Ingest/Ingestor.cs",
            "if (await QuarantineAsync(letters, clock.Left) is { } refusal)",
            "_ = QuarantineAsync(letters, clock.Left);\nif ((IngestReply?)null is { } refusal)",
            "I1"),
        new(
            "nothing asked again before sending", "src/Pipeline/Writing/GroupSender.cs",
            "if (Skip(target, group[0]) is var skip && skip != SkipReason.None)",
            "if (SkipReason.None is var skip && skip != SkipReason.None)",
            "I5"),
        new(
            "poison of the backlog forgotten", "src/Pipeline/Draining/LaneDelivery.cs",
            "if (letters.Count > 0 && await keep(letters) is { } refused)",
            "if (letters.Count < 0 && await keep(letters) is { } refused)",
            "I1"),
        new(
            "fan-out forgets who is still at it", "src/Pipeline/Writing/WritePipeline.cs",
            ".Where(target => !(done.TryGetValue(target.Position, out var outcome) && outcome.Committed)",
            ".Where(target => (done.TryGetValue(target.Position, out var outcome) && !outcome.Committed)",
            "I"),
        new(
            "poison counted as the store's failure", "src/Pipeline/Writing/GroupSender.cs",
            "WriteClass.DataFault or WriteClass.TooLarge => new GroupOutcome(null, await IsolateAsync(target, group, lines, limit, answer)),",
            "",
            "I"),
        new(
            "no settling", "src/Pipeline/Deferring/SettlingBook.cs",
            "return entries.Min(static entry => entry.From);",
            "return null;",
            "I3"),
        new(
            "no rewind", "src/Pipeline/Recovering/Rewinder.cs",
            "is not { } runtime)\n            return false;",
            "is not { } runtime || store.Length > 0)\n            return false;",
            "I"),
        new(
            "rewind in order, the old before the new", "src/Routing/Batching/NewestPoints.cs",
            "&& !_seen.Add(hash))",
            "&& _seen.Add(hash) && point.Line < 0)",
            "I"),
        new(
            "rewind without what an interrupted search committed", "src/Pipeline/Writing/GroupSender.cs",
            "{ Partial: { Progress: var progress } part } when progress.Points > part.Poison.Count =>",
            "{ Partial: { Progress: var progress } part } when progress.Points < part.Poison.Count =>",
            "I"),
        new(
            "rescue writes to the primary", "src/Pipeline/Draining/RescueDrain.cs",
            """
            foreach (var fallback in tier.Chain.Skip(1))
                    {
                        var target = targets.Of(tier, fallback);
                        if (!string.Equals(fallback.Store, run.Store, StringComparison.Ordinal) && IsOpenTo(tier, target))
            """,
            """
            foreach (var fallback in tier.Chain)
                    {
                        var target = targets.Of(tier, fallback);
                        if (IsOpenTo(tier, target))
            """,
            "I3"),
        Shared(
            "announced beside the append", "src/Pipeline/Sharing/SessionAppender.cs",
            "if (await tail.AnnounceAsync(notes) is { Succeeded: false } refused)",
            "_ = tail.AnnounceAsync(notes);\nif ((QueueResult?)null is { } refused)",
            ""),
        Shared(
            "nothing made up for", "src/Pipeline/Sharing/FenceKeeper.cs",
            "read.MakeUps.GroupBy(",
            "read.MakeUps.Take(0).GroupBy(",
            "I"),
        Shared(
            "view never stale", "src/Pipeline/Sharing/FenceTail.cs",
            "(view.Unreadable > 0 || IsOld(view));",
            "view.Unreadable > 0;",
            "I"),
        Shared(
            "one id for all copies", "src/Pipeline/Sharing/DeferredEncoder.cs",
            "$\"{instance}-{Interlocked.Increment(ref _number)}\"",
            "$\"{properties[DeferredProperties.Lineage]}-{Interlocked.Read(ref _number)}-{number}\"",
            ""),
        Shared(
            "each instance rewinds what it committed", "src/Pipeline/PipelineServices.cs",
            "replays: alone)",
            "replays: alone || ports is null)",
            "I"),
    ];

    private static Mutant Shared(string name, string file, string snippet, string replacement, string promise) =>
        new(name, file, snippet, replacement, promise) { Instances = true };
}
