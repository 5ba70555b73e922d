using Holdfast.Simulation.Checking;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scheduling;
using Holdfast.Simulation.Stores;

namespace Holdfast.Simulation.World;

/// <summary>
/// One world: stores, a clock, producers, and processes that die and are started again, on one thread and in virtual time. Everything that
/// happens in it follows from its scenario.
/// </summary>
internal abstract class SimWorld
{
    /// <summary>The longest time, after all faults have ended, until everything has recovered.</summary>
    public static readonly TimeSpan RecoversWithin = TimeSpan.FromMinutes(8);

    private const int MostViolations = 20;

    private readonly Random _random;
    private readonly List<SimStore> _stores;
    private readonly FaultPlayer _player;

    protected SimWorld(Scenario scenario, bool keepTrace)
    {
        Scenario = scenario;
        _random = new(scenario.Seed ^ 0x5EED);
        Scheduler = new(new(scenario.Seed ^ 0x0DDE), scenario.Shuffled);
        Gate = new(Scheduler);
        Scheduler.Threw = (gate, thrown) => Violate("bug", $"a {(gate == Gate ? "step of the world" : "continuation")} threw {thrown}");
        Trace = new(Scheduler, keepTrace);
        Watch = new(this);
        Producers = new(this);
        _stores = [.. scenario.Settings.Table.Stores.Select((store, index) => new SimStore(this, store, scenario.Stores[index], scenario.Seed * 31 + index))];
        _player = new(this);
    }

    public Scenario Scenario { get; }

    public Scheduler Scheduler { get; }

    public TraceHash Trace { get; }

    public Watch Watch { get; }

    public Producers Producers { get; }

    public FaultTally Tally { get; } = new();

    public DeedTally Deeds { get; } = new();

    public IReadOnlyList<SimStore> Stores => _stores;

    /// <summary>The processes that run, or are starting.</summary>
    public abstract IReadOnlyList<SimProcess> Processes { get; }

    /// <summary>The most bytes that the deferred log may take.</summary>
    public virtual long MostLogBytes => long.MaxValue;

    /// <summary>
    /// How long after the answer to one write the next one must begin, through another process, to count as later: their clocks differ.
    /// </summary>
    public virtual TimeSpan Distance => TimeSpan.Zero;

    /// <summary>How many cells stores have forgotten.</summary>
    public int Lost { get; set; }

    public List<Violation> Violations { get; } = [];

    public TimeSpan Now => TimeSpan.FromTicks(Scheduler.Now);

    /// <summary>Where the world's own steps belong to.</summary>
    protected Gate Gate { get; }

    public SimStore StoreNamed(string name) => _stores.First(store => store.Name == name);

    /// <summary>A promise was not kept.</summary>
    public void Violate(string promise, string message)
    {
        if (Violations.Count < MostViolations)
            Violations.Add(new(promise, Now, message));
    }

    /// <summary>Lets something of the world, and not of a process, happen later.</summary>
    public void After(TimeSpan wait, Action action) =>
        new SimTimer(Scheduler, Gate, static state => ((Action)state!)(), action).Change(wait, Timeout.InfiniteTimeSpan);

    /// <summary>Runs everything: load and faults, recovery, and the last reckoning.</summary>
    public void Run()
    {
        foreach (var store in _stores)
            store.StartSyncing();
        _player.Schedule();
        foreach (var at in Scenario.Checks)
            After(at, () => InstantCheck.Run(this, afterPowerLoss: true));
        After(TimeSpan.Zero, Begin);
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
        foreach (var process in Processes)
            process.Release();
    }

    /// <summary>Which process an attempt of a producer reaches; null for none.</summary>
    public abstract SimProcess? Route(PlannedRequest plan);

    /// <summary>What is durable outside the stores.</summary>
    /// <param name="durable">Only what a loss of power at the worst would leave.</param>
    /// <param name="deferred">Whether what is owed is of interest, besides the dead letters.</param>
    public abstract WorldView View(bool durable, bool deferred);

    /// <summary>What of the world, beside its stores and producers, has not recovered; null when everything has.</summary>
    public abstract string? Unrecovered();

    /// <summary>A fault begins that is not one of a store's.</summary>
    public abstract void Begin(Fault fault);

    /// <summary>It ends.</summary>
    public abstract void End(Fault fault);

    /// <summary>A process takes requests.</summary>
    public abstract void Started(SimProcess process);

    /// <summary>A process is gone: what it had sent to stores lives on, what it had not answered is lost.</summary>
    public abstract void Died(SimProcess process, IReadOnlyList<SimCall> lost);

    /// <summary>A number of the world's own chance.</summary>
    public int Chance(int below) => _random.Next(below);

    /// <summary>The processes start.</summary>
    protected abstract void Begin();

    /// <summary>Starts a process on its own gate.</summary>
    protected void Start(SimProcess process)
    {
        Trace.Add($"process {process.Number} starts");
        process.Gate.Post(() => _ = GuardedAsync());

        async Task GuardedAsync()
        {
            try
            {
                await process.StartAsync();
            }
            catch (Exception bug)
            {
                if (!process.Gate.IsClosed)
                    Violate("bug", $"the start threw {bug}");
            }
        }
    }
}
