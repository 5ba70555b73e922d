using Holdfast.Soak.Traffic;

namespace Holdfast.Soak.Running;

/// <summary>The sums of all spans. For one thread.</summary>
internal sealed class SoakTotals
{
    public long Requests { get; private set; }

    public long Points { get; private set; }

    public long Answers { get; private set; }

    public long Overdue { get; private set; }

    public long OverdueFresh { get; private set; }

    public long Unanswered { get; private set; }

    public long CutOff { get; private set; }

    public long Left { get; private set; }

    public long Odd { get; private set; }

    public long Poisoned { get; private set; }

    public long PoisonMistaken { get; private set; }

    public long Repeats { get; private set; }

    public long RepeatsUnknown { get; private set; }

    public long Unsent { get; private set; }

    public TimeSpan Worst { get; private set; }

    public SortedDictionary<string, long> ByRoute { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<int, long> ByStatus { get; } = [];

    /// <summary>Adds a span that has ended.</summary>
    /// <param name="span">The span.</param>
    /// <param name="stall">What the machine may have added to an answer in it.</param>
    /// <param name="stood">Whether the machine or its disk stood still for so long that the log could not be synced in time.</param>
    public void Add(TrafficTally span, TimeSpan stall, bool stood)
    {
        Requests += span.Requests;
        Points += span.Points;
        Answers += span.Answers;
        Overdue += span.OverdueBeyond(stall);
        OverdueFresh += span.OverdueFresh;
        Unanswered += span.Unanswered;
        CutOff += span.CutOff;
        Left += span.Left;
        Odd += span.OddCount + (stood ? 0 : span.LateCount);
        Poisoned += span.Poisoned;
        PoisonMistaken += span.PoisonMistaken;
        Repeats += span.Repeats;
        RepeatsUnknown += span.RepeatsUnknown;
        Unsent += span.Unsent;
        Worst = span.Latency.Worst > Worst ? span.Latency.Worst : Worst;
        foreach (var (route, count) in span.ByRoute)
            ByRoute[route] = ByRoute.GetValueOrDefault(route) + count;
        foreach (var (status, count) in span.ByStatus)
            ByStatus[status] = ByStatus.GetValueOrDefault(status) + count;
    }
}
