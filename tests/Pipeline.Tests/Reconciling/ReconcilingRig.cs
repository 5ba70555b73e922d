using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Tests.Reconciling;

/// <summary>The pipeline over fake stores that answer InfluxQL, and the reconciler before them.</summary>
internal sealed class ReconcilingRig
{
    /// <summary>Seconds before the start of the virtual time: old enough to be compared, and at the beginning of a window.</summary>
    public const int Past = -3600;

    private ReconcilingRig(WritingRig rig)
    {
        Rig = rig;
        Influx = [.. rig.Stores.Select(static store => new InfluxFake(store))];
        Journal = new(rig.Disk.Root(), rig.Fences, rig.Settings.Table, rig.Settings.Recovery, rig.Time);
        Book = new(rig.Disk.Root());
        Retention = rig.Retention;
        Reconciler = new(rig.Settings, rig.Targets, rig.Retention, rig.Log, rig.Fences, Journal, Book, new LineageIds(9), rig.Metrics, rig.Time);
    }

    public WritingRig Rig { get; }

    public IReadOnlyList<InfluxFake> Influx { get; }

    public RepairJournal Journal { get; }

    public ReconcileBook Book { get; }

    public RetentionVerifier Retention { get; }

    public Reconciler Reconciler { get; }

    /// <summary>Ends when the fences of a former life are lowered.</summary>
    public Task Lowered { get; private set; } = Task.CompletedTask;

    public static async Task<ReconcilingRig> StartAsync(VirtualWorld world, WritingRigOptions? options = null, MemoryDisk? disk = null)
    {
        var rig = new ReconcilingRig(await WritingRig.StartAsync(world, options, disk));
        rig.Lowered = await rig.Reconciler.StartAsync();
        return rig;
    }

    /// <summary>A line of measurement <c>m</c>, so many seconds after <see cref="Past"/>.</summary>
    public static string Line(int second, string fields = "v=1i", string series = "m") => $"{series} {fields} {WritingRig.TimeOf(Past + second)}";

    /// <summary>Compares the hour and a half before the start: few enough windows to be read whatever their counts.</summary>
    public Task<ReconcileReport> RunAsync(ReconcileCause cause = ReconcileCause.Recovery, string? store = null) =>
        Reconciler.ReconcileAsync(new(Rig.Tier, store, new(WritingRig.TimeOf(-5400), WritingRig.TimeOf(0)), cause), default);
}
