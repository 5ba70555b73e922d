using Holdfast.Pipeline.Reconciling;
using Holdfast.Routing.Recovery;

namespace Holdfast.Simulation.World;

/// <summary>Counts what one process does to bring stores back, from what it reports.</summary>
/// <param name="world">The world.</param>
internal sealed class DeedWatch(SimWorld world)
{
    private readonly Dictionary<string, RecoveryRecord> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reports = new(StringComparer.Ordinal);

    /// <summary>What was reported before the process began is not counted again.</summary>
    public void Begin(ReconcileBook book) => _reports.UnionWith(book.Reports.Select(static report => report.Id));

    public void Look(RecoveryRecord record)
    {
        if (_records.TryGetValue(record.Store, out var before))
        {
            var same = before.Instance == record.Instance;
            world.Deeds.Add(Deed.Rewound, record.Rewound.Batches - (same ? before.Rewound.Batches : 0));
            world.Deeds.Add(Deed.Delivered, record.Delivered.Batches - (same ? before.Delivered.Batches : 0));
            if (before.Phase != record.Phase || before.Fault != record.Fault)
                world.Trace.Add($"recovery of {record.Store}: {record.Phase}. {record.Fault}");
            if (before.Phase != record.Phase && record.Phase == RecoveryPhase.Done)
                world.Deeds.Add(Deed.Recovered, 1);
        }

        _records[record.Store] = record;
    }

    public void Look(ReconcileBook book)
    {
        foreach (var report in book.Reports.Where(report => _reports.Add(report.Id)))
        {
            world.Deeds.Add(Deed.Repaired, report.Tally.Repaired);
            if (report.Tally.Missing > 0)
                world.Trace.Add($"comparison of {report.Tier} for {report.Cause}: {report.Outcome}, {report.Tally.Missing} missing, {report.Tally.Repaired} repaired");
        }
    }
}
