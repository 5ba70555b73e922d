using Holdfast.Soak.Stores;
using Holdfast.Soak.Traffic;

namespace Holdfast.Soak.Judging;

/// <summary>Holds what one tier's stores have against what was acknowledged, row by row. One store after the other; for one thread.</summary>
/// <param name="tier">What was sent.</param>
internal sealed class ReadBack(TierTraffic tier)
{
    private const int MaxExamples = 5;

    private readonly List<string> _examples = [];

    /// <summary>Rows that were read.</summary>
    public long Read { get; private set; }

    /// <summary>Rows of another tier, or of this tier in a bucket that may not have it.</summary>
    public long Misplaced { get; private set; }

    /// <summary>Rows that nobody sent, or not with this value.</summary>
    public long Foreign { get; private set; }

    /// <summary>Points whose value at the primary is older than the last acknowledged one.</summary>
    public long Stale { get; private set; }

    /// <summary>Some of what is wrong, for people.</summary>
    public IReadOnlyList<string> Examples => _examples;

    /// <summary>
    /// Takes the rows of one store. A store that keeps every version must have the right one among them; what else it has of the point was right
    /// at its time.
    /// </summary>
    public Reader Of(string store, bool isPrimary, bool isTrap, bool keepsVersions) => new(this, store, isPrimary, isTrap, keepsVersions);

    private void Example(string what)
    {
        if (_examples.Count < MaxExamples)
            _examples.Add(what);
    }

    /// <summary>One store's rows.</summary>
    internal sealed class Reader(ReadBack whole, string store, bool isPrimary, bool isTrap, bool keepsVersions)
    {
        private readonly Dictionary<(int Series, int Slot), bool> _open = [];

        /// <summary>Takes a row.</summary>
        public void See(StoredRow row)
        {
            whole.Read++;
            if (isTrap || !string.Equals(row.Tier, whole.Tier.Plan.Tier, StringComparison.Ordinal))
            {
                whole.Misplaced++;
                whole.Example($"{store}: misplaced {row}");
                return;
            }

            var series = whole.Tier.Plan.SeriesOf(row.Measurement, row.Host);
            if (whole.Tier.Plan.Find(series, row.Time, row.Value) is not { } point || !whole.Tier.Oracle.WasSent(point))
            {
                whole.Foreign++;
                whole.Example($"{store}: foreign {row}");
                return;
            }

            whole.Tier.Oracle.See(point, isPrimary);
            if (!isPrimary)
                return;
            var isCurrent = whole.Tier.Oracle.IsCurrent(point);
            if (keepsVersions)
            {
                var key = (point.Series, point.Slot);
                _open[key] = isCurrent || _open.GetValueOrDefault(key);
            }
            else if (!isCurrent)
            {
                Stale(point);
            }
        }

        /// <summary>All rows of all points seen so far have come.</summary>
        public void End()
        {
            foreach (var ((series, slot), current) in _open)
            {
                if (!current)
                    Stale(new(series, slot, 0));
            }

            _open.Clear();
        }

        private void Stale(PointRef point)
        {
            whole.Stale++;
            whole.Example($"{store}: stale {point}, time {whole.Tier.Plan.TimeOf(point.Slot)}");
        }
    }

    private TierTraffic Tier => tier;
}
