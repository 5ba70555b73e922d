using System.Collections.Immutable;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Following;

/// <summary>
/// The one place where the breaker of a store that many instances share is decided, as a pure function: <see cref="Breaker"/> over what all of
/// them report, each message counted once however often and in whatever order it is delivered. One operation of a durable entity is one step.
/// </summary>
public static class Authority
{
    /// <summary>
    /// The instances that are remembered. At the bound, the one unheard of for the longest is forgotten: it may then have a report counted twice, keeps a trip of its own
    /// until that isolation is over, and its rewind is not waited for. One entity does not keep up with as many reports a second, so a plan that scales
    /// further needs longer intervals first.
    /// </summary>
    public const int MaximumInstances = 256;

    /// <summary>How long after its last message an instance is taken to live: six of its heartbeats.</summary>
    public static TimeSpan LiveFor => TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long after its last message an instance is forgotten, and with it which of its messages have counted. Longer than it is taken to
    /// live, because a queue may deliver again after minutes what an instance sent before it ended.
    /// </summary>
    public static TimeSpan RememberFor => TimeSpan.FromMinutes(10);

    /// <summary>An authority that has seen nothing: Closed.</summary>
    /// <param name="seed">For the jitter of isolations; see <see cref="Breaker.Create"/>.</param>
    /// <param name="now">The present.</param>
    public static AuthorityState Create(ulong seed, DateTimeOffset now) => new() { Breaker = Breaker.Create(seed, now), Born = now.ToUniversalTime() };

    /// <summary>What becomes of it when something happens. Every state takes every event.</summary>
    /// <param name="state">A sound state.</param>
    /// <param name="happened">The event.</param>
    /// <param name="options">Validated thresholds; they may differ from those of the steps before.</param>
    /// <param name="now">The present, by whichever machine takes the step; it may jump both ways (<see cref="Breaker.MaximumSkew"/>).</param>
    public static AuthorityStep Step(AuthorityState state, AuthorityEvent happened, BreakerOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(happened);
        var counts = Counts(state, happened);
        var step = Breaker.Step(state.Breaker, counts ? EventOf(happened) : new BreakerEvent.Tick(), options, now);
        var marks = Age(state.Marks, state.Breaker.Clock, step.State.Clock);
        if (counts && OriginOf(happened) is { } origin)
            marks = Mark(marks, origin, (happened as AuthorityEvent.Report)?.Content.RewindPending, step.State.Clock);
        var next = state with { Breaker = step.State, Marks = marks, Version = Math.Min(state.Version, InstanceMark.MaximumNumber - 1) + 1 };
        return new AuthorityStep(next, step.Transition, counts);
    }

    private static bool Counts(AuthorityState state, AuthorityEvent happened)
    {
        if (happened is AuthorityEvent.Report { Content: null or { Origin: null } or { Delta: null } })
            return false;
        if (happened is AuthorityEvent.ProbeEarly early && early.Generation != state.Breaker.Generation)
            return false;
        return OriginOf(happened) is not { } origin || (origin.IsSound() && !state.HasSeen(origin.Instance, origin.Number));
    }

    private static Origin? OriginOf(AuthorityEvent happened) => happened switch
    {
        AuthorityEvent.Report report => report.Content.Origin,
        AuthorityEvent.Isolate isolate => isolate.Origin,
        AuthorityEvent.Restore restore => restore.Origin,
        AuthorityEvent.ProbeEarly early => early.Origin,
        _ => null,
    };

    private static BreakerEvent EventOf(AuthorityEvent happened) => happened switch
    {
        AuthorityEvent.Report report => new BreakerEvent.Report(report.Content.Delta),
        AuthorityEvent.Tick => new BreakerEvent.Tick(),
        AuthorityEvent.Isolate isolate => new BreakerEvent.Isolate(isolate.Reason ?? ""),
        AuthorityEvent.Restore => new BreakerEvent.Restore(),
        AuthorityEvent.ProbeEarly => new BreakerEvent.ProbeEarly(),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Not an event of the closed set."),
    };

    /// <summary>Where the breaker's clock was moved back, what was remembered by it moves along.</summary>
    private static ImmutableArray<InstanceMark> Age(ImmutableArray<InstanceMark> marks, DateTimeOffset before, DateTimeOffset clock)
    {
        if (clock < before)
            marks = [.. marks.Select(mark => mark with { LastSeen = Instants.Add(mark.LastSeen, clock - before) })];
        return marks.RemoveAll(mark => clock - mark.LastSeen > RememberFor);
    }

    private static ImmutableArray<InstanceMark> Mark(ImmutableArray<InstanceMark> marks, Origin origin, bool? rewindPending, DateTimeOffset clock)
    {
        for (var i = 0; i < marks.Length; i++)
        {
            if (!string.Equals(marks[i].Instance, origin.Instance, StringComparison.Ordinal))
                continue;
            var seen = marks[i].See(origin.Number, clock);

            // A report that was overtaken says nothing new about the rewind.
            return marks.SetItem(i, origin.Number == seen.Newest && rewindPending is { } pending ? seen with { RewindPending = pending } : seen);
        }

        if (marks.Length >= MaximumInstances)
            marks = marks.Remove(marks.MinBy(mark => mark.LastSeen)!);
        return marks.Add(new InstanceMark(origin.Instance, origin.Number, 1, clock, rewindPending ?? false));
    }
}
