using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>
/// The letters by reason, in memory: as the last count of the shelves found them, and with what this instance has added and removed since.
/// What it added while a count was under way may be counted twice until the next one. Safe for concurrent use.
/// </summary>
internal sealed class LetterTally(long limit)
{
    private readonly Lock _lock = new();
    private readonly List<(string Reason, long Count, long Bytes)> _since = [];
    private Dictionary<string, (long Count, long Bytes)> _reasons = new(StringComparer.Ordinal);
    private DateTimeOffset? _oldest;
    private bool _counting;
    private long _faults;
    private string? _lastFault;

    public DeadLetterSummary Summary
    {
        get
        {
            lock (_lock)
            {
                ReasonSummary[] reasons =
                [
                    .. _reasons.Where(static reason => reason.Value.Count > 0)
                        .Select(static reason => new ReasonSummary(reason.Key, reason.Value.Count, reason.Value.Bytes))
                        .OrderBy(static reason => reason.Reason, StringComparer.Ordinal),
                ];
                var (count, bytes) = (reasons.Sum(static reason => reason.Count), reasons.Sum(static reason => reason.Bytes));
                return new(count, bytes, limit, count == 0 ? null : _oldest, reasons, bytes, new LogHealth(0, 0, 0, _faults, _lastFault));
            }
        }
    }

    /// <summary>Letters came, or went when the numbers are below zero.</summary>
    public void Change(string reason, long count, long bytes)
    {
        lock (_lock)
        {
            if (_counting)
                _since.Add((reason, count, bytes));
            Change_NeedsLock(_reasons, reason, count, bytes);
        }
    }

    public void Failed(string fault)
    {
        lock (_lock)
        {
            _counting = false;
            _since.Clear();
            _faults++;
            _lastFault = fault;
        }
    }

    public void Begin()
    {
        lock (_lock)
        {
            _counting = true;
            _since.Clear();
        }
    }

    public void End(Dictionary<string, (long Count, long Bytes)> counted, DateTimeOffset? oldest)
    {
        lock (_lock)
        {
            foreach (var (reason, count, bytes) in _since)
                Change_NeedsLock(counted, reason, count, bytes);
            (_reasons, _oldest, _counting) = (counted, oldest, false);
            _since.Clear();
        }
    }

    private static void Change_NeedsLock(Dictionary<string, (long Count, long Bytes)> reasons, string reason, long count, long bytes)
    {
        var known = reasons.GetValueOrDefault(reason);
        reasons[reason] = (Math.Max(0, known.Count + count), Math.Max(0, known.Bytes + bytes));
    }
}
