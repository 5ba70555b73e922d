using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Tests.Recovery;

/// <summary>
/// How often a recovery can change its phase while its store is in service and nothing is to be rewound, found by trying everything: in every
/// second up to eight events of every kind, with the store owed something or nothing after each.
/// </summary>
public sealed class RecoverySteadinessTests
{
    private const int EventsPerSecond = 8;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<RecoveryPhase, RecoveryRecord> Records = Enum.GetValues<RecoveryPhase>().ToDictionary(static phase => phase, RecoveryBench.In);

    /// <summary>
    /// One comparison every ten seconds, so six rounds of backfill, comparison and soak, and one more change to get into the first; where a soak
    /// may end at once, it does so a single time, and another recovery goes as far again.
    /// </summary>
    [Theory]
    [InlineData(false, 6 * 3 + 1)]
    [InlineData(true, 6 * 3 + 1 + 4)]
    public void Next_WhateverIsOwedAndHoweverActionsEnd_ChangesPhaseAFewTimesAMinute(bool soakIsOver, int most)
    {
        var soaked = soakIsOver ? RecoveryBench.Options.Soak : TimeSpan.Zero;
        Assert.Equal(most, MostChanges(seconds: 60, Records.Values.Select(record => record with { Soaked = soaked })));
    }

    private static int MostChanges(int seconds, IEnumerable<RecoveryRecord> from)
    {
        var most = new Dictionary<State, int>();
        foreach (var record in from)
            most.TryAdd(State.Of(record, RecoveryBench.Start), 0);
        for (var second = 0; second < seconds; second++)
        {
            var now = RecoveryBench.Start + second * Second;
            most = Merged(most.Select(entry => (State.Of(entry.Key.Record(), now), entry.Value)));
            var improved = most;
            for (var happened = 0; happened < EventsPerSecond && improved.Count > 0; happened++)
            {
                improved = Merged(improved.SelectMany(entry => After(entry.Key, entry.Value, now)).Where(entry => entry.Changes > most.GetValueOrDefault(entry.State, -1)));
                foreach (var entry in improved)
                    most[entry.Key] = entry.Value;
            }
        }

        return most.Values.Max();
    }

    private static Dictionary<State, int> Merged(IEnumerable<(State State, int Changes)> entries)
    {
        var merged = new Dictionary<State, int>();
        foreach (var (state, changes) in entries)
            merged[state] = Math.Max(changes, merged.GetValueOrDefault(state));
        return merged;
    }

    private static IEnumerable<(State State, int Changes)> After(State state, int changes, DateTimeOffset now)
    {
        var record = state.Record();
        foreach (var owed in new long[] { 0, 3 })
        {
            foreach (var happened in EventsIn(record, RecoveryBench.Sight(owed: owed)))
            {
                var step = RecoveryWorkflow.Next(record, happened, RecoveryBench.Options, now);
                yield return (State.Of(step.Record, now), changes + (step.Record.Phase == record.Phase ? 0 : 1));
            }
        }
    }

    private static IEnumerable<RecoveryEvent> EventsIn(RecoveryRecord record, RecoverySight seen)
    {
        yield return new RecoveryEvent.Looked(seen);
        yield return new RecoveryEvent.Failed(seen, record.Generation, "it broke");
        yield return new RecoveryEvent.Rewound(seen, record.Generation, default, []);
        yield return new RecoveryEvent.Reconciled(seen, record.Generation, ReconcileEnd.Compared, "equal");
        yield return new RecoveryEvent.Sampled(seen, record.Generation, new(1000, 0, TimeSpan.FromMilliseconds(5)));
        yield return new RecoveryEvent.Sampled(seen, record.Generation, new(100, 50, TimeSpan.FromMilliseconds(5)));
        foreach (var end in Enum.GetValues<DrainEnd>())
            yield return new RecoveryEvent.Drained(seen, record.Generation, end, new(1, 1, 1), [], null, 1000, "words");
    }

    /// <summary>What of a record decides how its phase may change, so that there are few of them.</summary>
    private readonly record struct State(RecoveryPhase Phase, bool Owed, DateTimeOffset? NotBefore, DateTimeOffset? ComparedAt, bool Soaked)
    {
        public static State Of(RecoveryRecord record, DateTimeOffset now) => new(
            record.Phase, record.Seen.Owed.Batches > 0, record.NotBefore > now ? record.NotBefore : null, record.ComparedAt + 10 * Second > now ? record.ComparedAt : null,
            record.Soaked >= RecoveryBench.Options.Soak);

        public RecoveryRecord Record() => Records[Phase] with
        {
            Seen = RecoveryBench.Sight(owed: Owed ? 3 : 0),
            NotBefore = NotBefore,
            ComparedAt = ComparedAt,
            Soaked = Soaked ? RecoveryBench.Options.Soak : TimeSpan.Zero,
        };
    }
}
