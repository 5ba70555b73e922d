using System.Collections.Concurrent;

namespace Holdfast.Soak.Traffic;

/// <summary>What became of the requests in some span of time. Safe for any number of threads.</summary>
/// <param name="budget">How long an answer may take.</param>
internal sealed class TrafficTally(TimeSpan budget)
{
    private const int MaxOverdue = 10_000;
    private const int MaxOddities = 50;

    private readonly ConcurrentQueue<TimeSpan> _overdue = new();
    private long _requests;
    private long _points;
    private long _answers;
    private long _unanswered;
    private long _cutOff;
    private long _left;
    private long _poisoned;
    private long _poisonMistaken;
    private long _repeats;
    private long _repeatsUnknown;
    private long _unsent;
    private long _oddCount;
    private long _lateCount;
    private long _overdueCount;
    private long _overdueFresh;

    /// <summary>Requests that were due.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Points acknowledged.</summary>
    public long Points => Interlocked.Read(ref _points);

    /// <summary>Attempts that were answered.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Attempts without an answer though Holdfast was there.</summary>
    public long Unanswered => Interlocked.Read(ref _unanswered);

    /// <summary>Attempts without an answer because the soak had killed Holdfast.</summary>
    public long CutOff => Interlocked.Read(ref _cutOff);

    /// <summary>Producers that went away on purpose.</summary>
    public long Left => Interlocked.Read(ref _left);

    /// <summary>Requests with a line that must be rejected.</summary>
    public long Poisoned => Interlocked.Read(ref _poisoned);

    /// <summary>Those of them whose answer did not name exactly that line.</summary>
    public long PoisonMistaken => Interlocked.Read(ref _poisonMistaken);

    /// <summary>Requests sent once more as they were, while Holdfast lived on.</summary>
    public long Repeats => Interlocked.Read(ref _repeats);

    /// <summary>Those of them that were not recognised.</summary>
    public long RepeatsUnknown => Interlocked.Read(ref _repeatsUnknown);

    /// <summary>Requests that were never sent because the producers' buffer was full.</summary>
    public long Unsent => Interlocked.Read(ref _unsent);

    /// <summary>Answers by status.</summary>
    public ConcurrentDictionary<int, long> ByStatus { get; } = new();

    /// <summary>Acknowledgements by where they landed.</summary>
    public ConcurrentDictionary<string, long> ByRoute { get; } = new(StringComparer.Ordinal);

    /// <summary>The durations of answers.</summary>
    public LatencyCounts Latency { get; } = new();

    /// <summary>Answers that nothing explains.</summary>
    public long OddCount => Interlocked.Read(ref _oddCount);

    /// <summary>Answers that only a disk or a machine which stood still for long explains.</summary>
    public long LateCount => Interlocked.Read(ref _lateCount);

    /// <summary>Some of both, for people.</summary>
    public ConcurrentQueue<string> Oddities { get; } = new();

    /// <summary>How many answers came after the budget and so much more.</summary>
    /// <param name="allowance">What the machine itself kept them waiting.</param>
    public long OverdueBeyond(TimeSpan allowance) =>
        _overdue.Count(late => late > budget + allowance) + Math.Max(0, Interlocked.Read(ref _overdueCount) - MaxOverdue);

    public void Due() => Interlocked.Increment(ref _requests);

    public void Acknowledged(int points, string route)
    {
        Interlocked.Add(ref _points, points);
        ByRoute.AddOrUpdate(route, 1, static (_, count) => count + 1);
    }

    /// <summary>Answers beyond the budget while Holdfast had only just been started again: what its restarts cost.</summary>
    public long OverdueFresh => Interlocked.Read(ref _overdueFresh);

    public void Answered(int status, TimeSpan duration, bool fresh)
    {
        Interlocked.Increment(ref _answers);
        ByStatus.AddOrUpdate(status, 1, static (_, count) => count + 1);
        Latency.Add(duration);
        if (duration > budget && fresh)
            Interlocked.Increment(ref _overdueFresh);
        else if (duration > budget && Interlocked.Increment(ref _overdueCount) <= MaxOverdue)
            _overdue.Enqueue(duration);
    }

    public void NotAnswered(bool ours) => Interlocked.Increment(ref ours ? ref _cutOff : ref _unanswered);

    public void WentAway() => Interlocked.Increment(ref _left);

    public void Poison(bool mistaken)
    {
        Interlocked.Increment(ref _poisoned);
        Interlocked.Add(ref _poisonMistaken, mistaken ? 1 : 0);
    }

    public void Repeated(bool recognised)
    {
        Interlocked.Increment(ref _repeats);
        Interlocked.Add(ref _repeatsUnknown, recognised ? 0 : 1);
    }

    public void NotSent() => Interlocked.Increment(ref _unsent);

    public void Odd(string what)
    {
        if (Interlocked.Increment(ref _oddCount) <= MaxOddities)
            Oddities.Enqueue(what);
    }

    public void Late(string what)
    {
        if (Interlocked.Increment(ref _lateCount) <= MaxOddities)
            Oddities.Enqueue(what);
    }
}
