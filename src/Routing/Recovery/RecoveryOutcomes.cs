using System.Collections.Immutable;
using System.Globalization;

namespace Holdfast.Routing.Recovery;

/// <summary>What the outcome of an action means for the phase that asked for it.</summary>
internal static class RecoveryOutcomes
{
    /// <summary>Takes the outcome in, if the phase asked for it.</summary>
    public static RecoveryRecord Apply(RecoveryRecord record, RecoveryEvent happened, RecoveryOptions options, DateTimeOffset at) => (record.Phase, happened) switch
    {
        (RecoveryPhase.Probing, RecoveryEvent.Probed probed) when probed.Generation == record.Generation =>
            Pause(record, at + RecoveryWaits.Probe) with { Attempts = 0, Fault = "" },
        (RecoveryPhase.Rewinding, RecoveryEvent.Rewound rewound) when rewound.Generation == record.Generation => Rewind(record, rewound, at),
        (RecoveryPhase.Backfilling, RecoveryEvent.Drained drained) when drained.Generation == record.Generation => Drain(record, drained, at),
        (RecoveryPhase.Reconciling, RecoveryEvent.Reconciled reconciled) when reconciled.Generation == record.Generation => Reconcile(record, reconciled, options, at),
        (RecoveryPhase.Soaking, RecoveryEvent.Sampled sampled) when sampled.Generation == record.Generation => Sample(record, sampled.Sample, options, at),
        (not (RecoveryPhase.Isolated or RecoveryPhase.Done), RecoveryEvent.Failed failed) when failed.Generation == record.Generation => Fail(record, failed.Message, at),
        _ => record,
    };

    /// <summary>The phase has changed under the action; what it has delivered is delivered all the same.</summary>
    public static RecoveryRecord Count(RecoveryRecord record, RecoveryRecord before, RecoveryEvent happened) => happened switch
    {
        RecoveryEvent.Rewound rewound when rewound.Generation == before.Generation => Given(record, rewound.Spans) with { Rewound = record.Rewound.Plus(rewound.Portion) },
        RecoveryEvent.Drained drained when drained.Generation == before.Generation => Given(record, drained.Spans) with { Delivered = record.Delivered.Plus(drained.Portion) },
        _ => record,
    };

    private static RecoveryRecord Rewind(RecoveryRecord record, RecoveryEvent.Rewound rewound, DateTimeOffset at)
    {
        var counted = Given(record, rewound.Spans) with { Rewound = record.Rewound.Plus(rewound.Portion) };
        return record.Seen.RewindPending ? Fail(counted, "there is something to rewind again", at) : RecoveryPhases.Repair(counted, at);
    }

    private static RecoveryRecord Drain(RecoveryRecord record, RecoveryEvent.Drained drained, DateTimeOffset at)
    {
        var rate = double.IsFinite(drained.Rate) && record.Seen.Owed.Batches > 0 ? Math.Max(0, drained.Rate) : 0;
        var counted = Given(record, drained.Spans) with { Delivered = record.Delivered.Plus(drained.Portion), Rate = rate };
        if (drained.Portion.Batches > 0)
            counted = counted with { Attempts = 0, Fault = "" };
        return drained.End switch
        {
            DrainEnd.Progressed => Pause(counted, drained.NotBefore),
            DrainEnd.Idle when record.Seen.Owed.Batches == 0 => Drained(counted, at),

            // What is owed but not to be had now: it came while the log was asked, or its turn has not come.
            DrainEnd.Idle or DrainEnd.Blocked => Pause(counted, drained.NotBefore ?? at + RecoveryWaits.Blocked) with { Fault = Cut(drained.Message) },
            _ => Fail(counted, drained.Message, at),
        };
    }

    /// <summary>
    /// Goes on when the store may be compared. Until then it waits as a backfill: what comes meanwhile is delivered without a change of phase.
    /// </summary>
    private static RecoveryRecord Drained(RecoveryRecord record, DateTimeOffset at) => RecoveryWaits.NextComparison(record, at) is null
        ? RecoveryPhases.Enter(record, RecoveryPhase.Reconciling, at)
        : Pause(record, null) with { Attempts = 0, Fault = "" };

    private static RecoveryRecord Reconcile(RecoveryRecord record, RecoveryEvent.Reconciled reconciled, RecoveryOptions options, DateTimeOffset at)
    {
        var compared = record with { Reconciled = reconciled.End, Comparison = Cut(reconciled.Message), ComparedAt = at, Spans = [] };
        return AwaitSample(RecoveryPhases.Enter(compared, RecoveryPhase.Soaking, at), options, at);
    }

    /// <summary>
    /// A stretch counts at most for what it should have lasted, so neither a leap of the clock nor the time that the process was down
    /// passes for a time in which the store was watched.
    /// </summary>
    private static RecoveryRecord Sample(RecoveryRecord record, RecoverySample sample, RecoveryOptions options, DateTimeOffset at)
    {
        if (Complaint(sample, options) is { } complaint)
        {
            var again = record with { Soaked = TimeSpan.Zero, SampledAt = at, SoakRestarts = record.SoakRestarts + 1, Attempts = 0, Fault = complaint };
            return AwaitSample(again, options, at);
        }

        var watched = TimeSpan.FromTicks(Math.Clamp((at - record.SampledAt).Ticks, 0, RecoveryWaits.Stretch(options.Soak).Ticks));
        var soaked = record with { Soaked = record.Soaked + watched, SampledAt = at, Attempts = 0, Fault = "" };
        var isOver = soaked.Soaked >= options.Soak && soaked.Seen is { RewindPending: false, Owed.Batches: 0 };
        return isOver ? RecoveryPhases.Enter(soaked, RecoveryPhase.Done, at) : AwaitSample(soaked, options, at);
    }

    private static string? Complaint(RecoverySample sample, RecoveryOptions options)
    {
        if (sample.Failures > 0 && sample.Failures >= options.SoakErrorRate * sample.Requests)
            return string.Create(CultureInfo.InvariantCulture, $"the soak began again: {sample.Failures} of {sample.Requests} writes failed");
        return sample.Requests > sample.Failures && sample.P95 >= options.SoakP95
            ? string.Create(CultureInfo.InvariantCulture, $"the soak began again: the 95th percentile of the writes was {sample.P95.TotalMilliseconds:0} ms")
            : null;
    }

    private static RecoveryRecord AwaitSample(RecoveryRecord record, RecoveryOptions options, DateTimeOffset at)
    {
        var left = options.Soak - record.Soaked;
        var stretch = RecoveryWaits.Stretch(options.Soak);
        return Pause(record, at + (left < TimeSpan.Zero ? TimeSpan.Zero : left < stretch ? left : stretch));
    }

    private static RecoveryRecord Fail(RecoveryRecord record, string message, DateTimeOffset at)
    {
        var attempts = Math.Min(record.Attempts, int.MaxValue - 1) + 1;
        var (wait, seed) = RecoveryWaits.Retry(attempts, record.Seed);

        // The evaluation that the breaker makes of its probes has a time of its own, which a long wait would miss.
        if (record.Phase is RecoveryPhase.Probing)
            wait = RecoveryWaits.Probe;
        var compared = record.Phase is RecoveryPhase.Reconciling ? at : record.ComparedAt;
        return Pause(record, at + wait) with { Attempts = attempts, Seed = seed, Fault = Cut(message), ComparedAt = compared };
    }

    private static RecoveryRecord Pause(RecoveryRecord record, DateTimeOffset? until) => record with
    {
        NotBefore = until,
    };

    private static RecoveryRecord Given(RecoveryRecord record, ImmutableArray<RecoverySpan> spans)
    {
        if (spans.IsDefaultOrEmpty)
            return record;
        var all = record.Spans.ToBuilder();
        foreach (var span in spans)
        {
            var known = 0;
            while (known < all.Count && !string.Equals(all[known].Tier, span.Tier, StringComparison.Ordinal))
                known++;
            if (known < all.Count)
                all[known] = all[known].Covering(span.MinTime, span.MaxTime);
            else if (all.Count < RecoveryRecord.MaximumSpans)
                all.Add(span);
        }

        return record with { Spans = all.ToImmutable() };
    }

    private static string Cut(string text) => text.Length <= RecoveryRecord.MaximumText ? text : text[..RecoveryRecord.MaximumText];
}
