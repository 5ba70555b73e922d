using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.World;

/// <summary>What is wrong with the disk at the moment.</summary>
/// <param name="world">The world.</param>
internal sealed class DiskFaults(SoloWorld world)
{
    private readonly List<Fault> _active = [];

    /// <summary>How long a sync takes.</summary>
    public TimeSpan SyncTakes { get; private set; }

    public void Begin(Fault fault)
    {
        _active.Add(fault);
        Apply();
    }

    public void End(Fault fault)
    {
        _active.Remove(fault);
        Apply();
    }

    /// <summary>Sets the disk's faults as they should be: now, and after each time that a dead process has reset them.</summary>
    /// <remarks>
    /// Reads do not fail while a process starts: what cannot be read then is out of the log for as long as the process runs, which only
    /// reconciliation mends.
    /// </remarks>
    public void Apply()
    {
        var faults = world.Disk.Faults;
        faults.Fail(MemoryStep.Write, RateOf(FaultKind.DiskWritesFail));
        faults.Fail(MemoryStep.SyncFile, RateOf(FaultKind.DiskSyncsFail));
        faults.Fail(MemoryStep.Read, world.Process is { IsReady: true } ? RateOf(FaultKind.DiskReadsFail) : 0);
        foreach (var step in (MemoryStep[])[MemoryStep.Length, MemoryStep.Create, MemoryStep.Rename, MemoryStep.Delete, MemoryStep.Truncate, MemoryStep.SyncFolder])
            faults.Fail(step, RateOf(FaultKind.DiskFoldersFail));
        faults.Capacity = _active.Where(static fault => fault.Kind == FaultKind.DiskFull)
            .Select(fault => world.Disk.Bytes + fault.Amount).DefaultIfEmpty(long.MaxValue).Min();
        SyncTakes = TimeSpan.FromMilliseconds(
            _active.Where(static fault => fault.Kind == FaultKind.DiskSlow).Select(static fault => fault.Amount).DefaultIfEmpty().Max());
    }

    /// <summary>Counts a step that failed to whichever fault made it fail.</summary>
    public void Count(MemoryStep step, StorageFault fault)
    {
        if (fault is StorageFault.Failed or StorageFault.Full)
            world.Tally.Count(KindOf(step, fault));
    }

    private static FaultKind KindOf(MemoryStep step, StorageFault fault) => (step, fault) switch
    {
        (_, StorageFault.Full) => FaultKind.DiskFull,
        (MemoryStep.Write, _) => FaultKind.DiskWritesFail,
        (MemoryStep.SyncFile, _) => FaultKind.DiskSyncsFail,
        (MemoryStep.Read, _) => FaultKind.DiskReadsFail,
        _ => FaultKind.DiskFoldersFail,
    };

    private double RateOf(FaultKind kind) => _active.Where(fault => fault.Kind == kind).Select(static fault => fault.Rate).DefaultIfEmpty().Max();
}
