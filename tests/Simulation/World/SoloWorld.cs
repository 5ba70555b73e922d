using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Simulation.Checking;
using Holdfast.Simulation.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Simulation.World;

/// <summary>A world with one process, as Standalone runs it, and its disk.</summary>
internal sealed class SoloWorld : SimWorld
{
    private readonly SoloFaults _faults;
    private SoloProcess? _process;
    private int _incarnations;

    public SoloWorld(Scenario scenario, bool keepTrace = false)
        : base(scenario, keepTrace)
    {
        Disk = new(new(scenario.Seed ^ 0xD15C));
        Disk.Faults.Yields = scenario.DiskYields;
        DiskFaults = new(this);
        _faults = new(this);
    }

    public MemoryDisk Disk { get; }

    public DiskFaults DiskFaults { get; }

    /// <summary>The process that runs, or is starting; null while there is none.</summary>
    public SoloProcess? Process => _process;

    public override IReadOnlyList<SimProcess> Processes => _process is null ? [] : [_process];

    public override long MostLogBytes => Scenario.Settings.Data.MaxBytes;

    /// <summary>How far the wall clock of the machine is off.</summary>
    public TimeSpan ClockSetOff { get; set; }

    public override SimProcess? Route(PlannedRequest plan) => _process is { IsReady: true } process ? process : null;

    public override WorldView View(bool durable, bool deferred) => DiskView.Read(Disk, Scenario.Settings.Data, durable, deferred);

    public override void Begin(Fault fault) => _faults.Begin(fault);

    public override void End(Fault fault) => _faults.End(fault);

    public override void Started(SimProcess process)
    {
        Trace.Add($"process {process.Number} is ready");
        DiskFaults.Apply();
    }

    /// <summary>The process could not open its data; somebody will start it again.</summary>
    public void StartFailed(SimProcess process, string? message)
    {
        Trace.Add($"process {process.Number} did not start: {message}");
        process.Die();
    }

    public override string? Unrecovered()
    {
        if (_process is not { IsReady: true } process)
            return "no process is ready";
        var runner = process.Services.GetRequiredService<RecoveryRunner>();
        if (process.Log.Stores is [var owed, ..])
            return $"{owed} is owed {process.Log.Owed(owed).Batches} batches; its recovery is {runner.RecordOf(owed)?.Phase}: {runner.RecordOf(owed)?.Fault}";
        return runner.Stores.Select(runner.RecordOf).FirstOrDefault(static record => record is not { IsUnderWay: false }) is { } record
            ? $"the recovery of {record.Store} is {record.Phase}: {record.Fault}"
            : null;
    }

    public override void Died(SimProcess process, IReadOnlyList<SimCall> lost)
    {
        Trace.Add($"process {process.Number} is dead");
        _process = null;

        // After the present step: a part of the dead process may still be on the stack.
        After(TimeSpan.Zero, () =>
        {
            var death = _faults.TakeDeath();
            if (death.LosesPower)
                Disk.LosePower();
            else
                Disk.Kill();
            DiskFaults.Apply();
            foreach (var call in lost)
                call.Answered(null);
            InstantCheck.Run(this, afterPowerLoss: false);
            process.Release();
            After(death.Down, Begin);
        });
    }

    protected override void Begin()
    {
        _process = new(this, _incarnations++);
        DiskFaults.Apply();
        Start(_process);
    }
}
