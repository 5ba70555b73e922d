using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Simulation.Checking;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scheduling;
using Holdfast.Simulation.Stores;

namespace Holdfast.Simulation.World;

/// <summary>
/// One world: stores, a disk, a clock, producers, and a process that dies and is started again, on one thread and in virtual time.
/// Everything that happens in it follows from its scenario.
/// </summary>
internal sealed class SimWorld
{
    /// <summary>The longest time, after all faults have ended, until everything has recovered.</summary>
    public static readonly TimeSpan RecoversWithin = TimeSpan.FromMinutes(8);

    private const int MostViolations = 20;

    private readonly Gate _gate;
    private readonly Random _random;
    private readonly List<SimStore> _stores;
    private readonly FaultPlayer _player;
    private int _incarnations;

    public SimWorld(Scenario scenario, bool keepTrace = false)
    {
        Scenario = scenario;
        _random = new(scenario.Seed ^ 0x5EED);
        Scheduler = new(new(scenario.Seed ^ 0x0DDE), scenario.Shuffled);
        _gate = new(Scheduler);
        Scheduler.Threw = (gate, thrown) => Violate("bug", $"a {(gate == _gate ? "step of the world" : "continuation")} threw {thrown}");
        Trace = new(Scheduler, keepTrace);
        Disk = new(new(scenario.Seed ^ 0xD15C));
        Disk.Faults.Yields = scenario.DiskYields;
        DiskFaults = new(this);
        Watch = new(this);
        Producers = new(this);
        _stores = [.. scenario.Settings.Table.Stores.Select((store, index) => new SimStore(this, store, scenario.Stores[index], scenario.Seed * 31 + index))];
        _player = new(this);
    }

    public Scenario Scenario { get; }

    public Scheduler Scheduler { get; }

    public TraceHash Trace { get; }

    public MemoryDisk Disk { get; }

    public DiskFaults DiskFaults { get; }

    public Watch Watch { get; }

    public Producers Producers { get; }

    public FaultTally Tally { get; } = new();

    public DeedTally Deeds { get; } = new();

    public IReadOnlyList<SimStore> Stores => _stores;

    /// <summary>The process that runs, or is starting; null while there is none.</summary>
    public SimProcess? Process { get; private set; }

    /// <summary>How far the wall clock of the machine is off.</summary>
    public TimeSpan ClockSetOff { get; set; }

    /// <summary>How many cells stores have forgotten.</summary>
    public int Lost { get; set; }

    public List<Violation> Violations { get; } = [];

    public TimeSpan Now => TimeSpan.FromTicks(Scheduler.Now);

    public SimStore StoreNamed(string name) => _stores.First(store => store.Name == name);

    /// <summary>A promise was not kept.</summary>
    public void Violate(string promise, string message)
    {
        if (Violations.Count < MostViolations)
            Violations.Add(new(promise, Now, message));
    }

    /// <summary>Lets something of the world, and not of a process, happen later.</summary>
    public void After(TimeSpan wait, Action action) =>
        new SimTimer(Scheduler, _gate, static state => ((Action)state!)(), action).Change(wait, Timeout.InfiniteTimeSpan);

    /// <summary>Runs everything: load and faults, recovery, and the last reckoning.</summary>
    public void Run()
    {
        foreach (var store in _stores)
            store.StartSyncing();
        _player.Schedule();
        foreach (var at in Scenario.Checks)
            After(at, () => InstantCheck.Run(this, afterPowerLoss: true));
        After(TimeSpan.Zero, StartProcess);
        Producers.Schedule();
        Scheduler.RunUntil(Scenario.Calm.Ticks);

        var patience = Scenario.Calm + RecoversWithin;
        while (Recovery.Missing(this) is { } missing)
        {
            if (Now >= patience)
            {
                Violate("liveness", $"{RecoversWithin.TotalMinutes:F0} min after the last fault {missing}");
                break;
            }

            Scheduler.RunUntil(Scheduler.Now + TimeSpan.TicksPerSecond);
        }

        // What a store still applies late must not undo anything either.
        Scheduler.RunUntil(Scheduler.Now + Scenario.Features.Settle.Ticks + 3 * TimeSpan.TicksPerSecond);
        if (Scheduler.Escape is { } escape)
            Violate("I4", $"a continuation ran on another thread: {escape}");
        FinalCheck.Run(this);
        InstantCheck.Run(this, afterPowerLoss: false);
        Process?.Release();
    }

    public void StartProcess()
    {
        Process = new(this, _incarnations++);
        Trace.Add($"process {Process.Number} starts");
        DiskFaults.Apply();
        var process = Process;
        process.Gate.Post(() => _ = Guarded(process));

        async Task Guarded(SimProcess starting)
        {
            try
            {
                await starting.StartAsync();
            }
            catch (Exception bug)
            {
                if (!starting.Gate.IsClosed)
                    Violate("bug", $"the start threw {bug}");
            }
        }
    }

    /// <summary>The process takes requests.</summary>
    public void Started(SimProcess process)
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

    /// <summary>The process is gone: what it had sent to stores lives on, what it had not answered is lost.</summary>
    public void Died(SimProcess process, IReadOnlyList<SimCall> lost)
    {
        Trace.Add($"process {process.Number} is dead");
        Process = null;

        // After the present step: a part of the dead process may still be on the stack.
        After(TimeSpan.Zero, () =>
        {
            var death = _player.TakeDeath();
            if (death.LosesPower)
                Disk.LosePower();
            else
                Disk.Kill();
            DiskFaults.Apply();
            foreach (var call in lost)
                call.Answered(null);
            InstantCheck.Run(this, afterPowerLoss: false);
            process.Release();
            After(death.Down, StartProcess);
        });
    }

    /// <summary>A number of the world's own chance.</summary>
    public int Chance(int below) => _random.Next(below);
}
