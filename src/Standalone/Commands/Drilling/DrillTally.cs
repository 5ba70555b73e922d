namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Counts the answers to producers. Thread-safe.</summary>
internal sealed class DrillTally
{
    private const int Recent = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<float>> _durations = new(StringComparer.Ordinal);
    private readonly Queue<float> _recent = new();
    private readonly Dictionary<string, long> _byTier = new(StringComparer.Ordinal);
    private readonly List<(string Bucket, string Tier, float Duration)> _isolated = [];
    private string _phase = "";
    private long _answers;

    /// <summary>Answers that count, replays aside.</summary>
    public long Answers { get { lock (_lock) return _answers; } }

    /// <summary>Answers that were no acknowledgement.</summary>
    public long Unacknowledged { get; private set; }

    /// <summary>What the first answers without an acknowledgement were.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Requests with a poisonous line.</summary>
    public long Poison { get; private set; }

    /// <summary>Those whose answer did not name exactly that line.</summary>
    public long PoisonMistaken { get; private set; }

    /// <summary>Requests sent once more.</summary>
    public long Replays { get; private set; }

    /// <summary>Those that were not recognised.</summary>
    public long ReplaysUnknown { get; private set; }

    /// <summary>Whether the answers are those beside a store that was isolated by hand.</summary>
    public bool Isolated { get; set; }

    /// <summary>Answers since the start by the target that took them.</summary>
    public IReadOnlyDictionary<string, long> ByTier { get { lock (_lock) return new Dictionary<string, long>(_byTier, StringComparer.Ordinal); } }

    /// <summary>The answers beside the isolated store, each with the bucket and the target that took it.</summary>
    public IReadOnlyList<(string Bucket, string Tier, float Duration)> IsolatedAnswers { get { lock (_lock) return [.. _isolated]; } }

    /// <summary>Answers from here on belong to that phase.</summary>
    public void Begin(string phase)
    {
        lock (_lock)
            _phase = phase;
    }

    /// <summary>Takes an answer.</summary>
    /// <param name="bucket">The bucket that was written to.</param>
    /// <param name="tier">The target that took it; empty when none is told.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="fault">Why it is no acknowledgement; null when it is one.</param>
    public void Answered(string bucket, string tier, TimeSpan duration, string? fault)
    {
        lock (_lock)
        {
            var seconds = (float)duration.TotalSeconds;
            _answers++;
            if (!_durations.TryGetValue(_phase, out var durations))
                _durations.Add(_phase, durations = []);
            durations.Add(seconds);
            _recent.Enqueue(seconds);
            if (_recent.Count > Recent)
                _recent.Dequeue();
            var name = tier.Length == 0 ? "none" : tier;
            _byTier[name] = _byTier.GetValueOrDefault(name) + 1;
            if (Isolated)
                _isolated.Add((bucket, tier, seconds));
            if (fault is null)
                return;
            Unacknowledged++;
            if (Failures.Count < 10)
                Failures.Add(fault);
        }
    }

    /// <summary>Takes the answer to a request with a poisonous line.</summary>
    public void Poisoned(bool mistaken)
    {
        lock (_lock)
        {
            Poison++;
            PoisonMistaken += mistaken ? 1 : 0;
        }
    }

    /// <summary>Takes the answer to a request sent once more.</summary>
    public void Replayed(bool recognised)
    {
        lock (_lock)
        {
            Replays++;
            ReplaysUnknown += recognised ? 0 : 1;
        }
    }

    /// <summary>A percentile of the durations of each phase, the highest of all phases, so that a calm one hides no bad one; null when there are none.</summary>
    public TimeSpan? WorstPercentile(double share)
    {
        lock (_lock)
            return _durations.Values.Max(durations => Percentile(durations, share));
    }

    /// <summary>The 99th percentile of the last answers, for people to watch.</summary>
    public TimeSpan? RecentP99()
    {
        lock (_lock)
            return Percentile(_recent, 0.99);
    }

    /// <summary>A percentile by the nearest rank; null when there are no values.</summary>
    public static TimeSpan? Percentile(IEnumerable<float> seconds, double share)
    {
        var sorted = seconds.Order().ToArray();
        return sorted.Length == 0 ? null : TimeSpan.FromSeconds(sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)]);
    }
}
