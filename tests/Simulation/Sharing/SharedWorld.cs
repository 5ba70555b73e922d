using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Simulation.Checking;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scheduling;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Sharing;

/// <summary>A world with several instances, which come and go, and what they share: a queue, a board, dead letters, and the workflows.</summary>
internal sealed class SharedWorld : SimWorld
{
    private readonly SortedDictionary<int, SimInstance> _instances = [];
    private readonly Dictionary<int, TimeSpan> _replacements = [];
    private readonly Dictionary<int, int> _routed = [];
    private readonly Workflows _workflows;
    private int _incarnations;

    public SharedWorld(Scenario scenario, bool keepTrace = false)
        : base(scenario, keepTrace)
    {
        Queue = new(this);
        Board = new(this);
        Faults = new(this);
        Time = new(Scheduler, Gate, static () => TimeSpan.Zero);
        var disk = new MemoryDisk(new(1));
        Letters = SimLetters.Now(FileDeadLetters.OpenAsync(disk.Root(), DeadLetterLimits.From(scenario.Settings.Data), CancellationToken.None)).Value!;
        Authorities = new(this);
        Snapshots = new(this);
        _workflows = new(this);
    }

    public SimQueue Queue { get; }

    public SimBoard Board { get; }

    public SharingFaults Faults { get; }

    public SimAuthorities Authorities { get; }

    public SimSnapshots Snapshots { get; }

    public FileDeadLetters Letters { get; }

    /// <summary>The right time.</summary>
    public GateTime Time { get; }

    public override IReadOnlyList<SimProcess> Processes => [.. _instances.Values];

    /// <summary>The instances that take requests, by their places.</summary>
    public IReadOnlyList<SimInstance> Ready => [.. _instances.Values.Where(static instance => instance.IsReady)];

    public override TimeSpan Distance => Scenario.Sharing!.Distance;

    /// <summary>The instance at a place; null while there is none.</summary>
    public SimInstance? InstanceAt(int slot) => _instances.GetValueOrDefault(slot);

    /// <summary>Lets an action of the world run soon.</summary>
    public void Post(Action action) => Gate.Post(action);

    /// <summary>Any of the instances, another one for each attempt.</summary>
    public override SimProcess? Route(PlannedRequest plan)
    {
        var attempt = _routed[plan.Number] = _routed.GetValueOrDefault(plan.Number) + 1;
        var ready = Ready;
        return ready.Count == 0 ? null : ready[new Random(((Scenario.Seed * 31) + plan.Number) * 31 + attempt).Next(ready.Count)];
    }

    public override WorldView View(bool durable, bool deferred) => SharedView.Read(this);

    public override string? Unrecovered()
    {
        if (_instances.Count < Scenario.Sharing!.Instances)
            return "an instance is missing";
        return Queue.Messages.FirstOrDefault() is { } message
            ? $"session {message.Message.Session} has message {message.Sequence} since {message.EnqueuedAt}"
            : _workflows.Unrecovered();
    }

    public override void Begin(Fault fault) => Faults.Begin(fault);

    public override void End(Fault fault) => Faults.End(fault);

    /// <summary>Starts an instance.</summary>
    public void Add(int slot)
    {
        var half = Distance / 2;
        var setOff = TimeSpan.FromTicks(new Random(Scenario.Seed * 31 + slot).NextInt64(-half.Ticks, half.Ticks + 1));
        Start(_instances[slot] = new(this, _incarnations++, slot, setOff));
    }

    /// <summary>Stops an instance, with no one in its place.</summary>
    public void Retire(int slot) => _instances.GetValueOrDefault(slot)?.Die();

    /// <summary>When the instance at this place is dead, another one takes it a while later.</summary>
    public void Replace(int slot, TimeSpan down) => _replacements[slot] = down;

    public override void Started(SimProcess process) => Trace.Add($"process {process.Number} is ready");

    public override void Died(SimProcess process, IReadOnlyList<SimCall> lost)
    {
        Trace.Add($"process {process.Number} is dead");
        var instance = (SimInstance)process;
        _instances.Remove(instance.Slot);

        // After the present step: a part of the dead process may still be on the stack.
        After(TimeSpan.Zero, () =>
        {
            foreach (var call in lost)
                call.Answered(null);
            instance.Abandon();
            InstantCheck.Run(this, afterPowerLoss: false);
            process.Release();
            if (_replacements.Remove(instance.Slot, out var down))
                After(down, () => Add(instance.Slot));
        });
    }

    protected override void Begin()
    {
        for (var slot = 0; slot < Scenario.Sharing!.Instances; slot++)
            Add(slot);
        _workflows.Start();
        if (Scenario.Sharing.Following)
            Authorities.StartTicking();
    }
}
