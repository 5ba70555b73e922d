using Holdfast.Pipeline.Configuration;

namespace Holdfast.Simulation.Scenarios;

/// <summary>Makes the fault schedule.</summary>
internal static class FaultMaker
{
    /// <summary>The longest time for which an instance stands still.</summary>
    public static readonly TimeSpan LongestStandstill = TimeSpan.FromMilliseconds(1500);

    /// <summary>The longest time that a step of a broker is on its way.</summary>
    public static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(2);

    private static readonly FaultKind[] OfStores =
    [
        FaultKind.StoreRefuses, FaultKind.StoreResetsBefore, FaultKind.StoreResetsAfter, FaultKind.StoreHangs, FaultKind.StoreHangs,
        FaultKind.StoreCommitsSilently, FaultKind.StoreCommitsSilently, FaultKind.StoreSlow, FaultKind.StoreErrors, FaultKind.StoreThrottles, FaultKind.StoreUnavailable,
        FaultKind.StoreTakesLittle, FaultKind.StoreForbids, FaultKind.StoreRestarts, FaultKind.StoreKeepsWrongly, FaultKind.OperatorIsolates,
    ];

    private static readonly FaultKind[] OfTheProcess =
    [
        FaultKind.ProcessKilled, FaultKind.ProcessKilledAtDisk, FaultKind.PowerLost, FaultKind.ClockJumps,
    ];

    private static readonly FaultKind[] OfTheDisk =
    [
        FaultKind.DiskWritesFail, FaultKind.DiskSyncsFail, FaultKind.DiskReadsFail, FaultKind.DiskFoldersFail, FaultKind.DiskFull, FaultKind.DiskSlow,
    ];

    private static readonly FaultKind[] OfInstances =
    [
        FaultKind.InstanceKilled, FaultKind.InstanceKilled, FaultKind.InstanceAdded, FaultKind.InstanceCutOff, FaultKind.InstanceCutFromStore,
        FaultKind.InstanceCutFromStore, FaultKind.WorkflowsTwice, FaultKind.InstanceStandsStill,
    ];

    private static readonly FaultKind[] OfBrokers =
    [
        FaultKind.BrokerFails, FaultKind.BrokerFailsAfter, FaultKind.BrokerFailsAfter, FaultKind.BrokerSlow, FaultKind.BrokerSlow, FaultKind.BrokerDown, FaultKind.LocksLost,
    ];

    /// <summary>The schedule of a world with one process.</summary>
    public static IReadOnlyList<Fault> Make(Random random, HoldfastSettings settings, Features features, bool forgetting)
    {
        var stores = settings.Table.Stores.Length;
        var faults = new List<Fault>();
        for (var count = random.Next(2, 8); count > 0; count--)
            faults.Add(Make(random, Pick(random, OfStores), stores, settings));

        for (var count = forgetting ? random.Next(1, 3) : 0; count > 0; count--)
            faults.Add(Make(random, FaultKind.StoreForgets, stores, settings));
        for (var count = features.LateApplying ? random.Next(3) : 0; count > 0; count--)
            faults.Add(Make(random, FaultKind.StoreAppliesLate, stores, settings));
        for (var count = forgetting ? 0 : random.Next(4); count > 0; count--)
            faults.Add(Make(random, Pick(random, OfTheProcess), stores, settings));
        for (var count = random.Next(3); count > 0; count--)
            faults.Add(Make(random, Pick(random, OfTheDisk), stores, settings));
        return [.. faults.OrderBy(static fault => fault.At)];
    }

    /// <summary>The schedule of a world with several instances.</summary>
    public static IReadOnlyList<Fault> Make(Random random, HoldfastSettings settings, Features features, SharingTraits sharing)
    {
        var stores = settings.Table.Stores.Length;
        var faults = new List<Fault>();
        for (var count = random.Next(2, 6); count > 0; count--)
            faults.Add(Make(random, Pick(random, OfStores), stores, settings));
        for (var count = features.LateApplying ? random.Next(3) : 0; count > 0; count--)
            faults.Add(Make(random, FaultKind.StoreAppliesLate, stores, settings));
        for (var count = random.Next(5); count > 0; count--)
            faults.Add(Make(random, Pick(random, OfInstances), stores, settings) with { Place = random.Next(sharing.Instances) });
        for (var count = random.Next(4); count > 0; count--)
            faults.Add(Make(random, Pick(random, OfBrokers), stores, settings) with { Place = random.Next(4) });
        return [.. faults.OrderBy(static fault => fault.At)];
    }

    private static FaultKind Pick(Random random, FaultKind[] kinds) => kinds[random.Next(kinds.Length)];

    private static Fault Make(Random random, FaultKind kind, int stores, HoldfastSettings settings)
    {
        var at = TimeSpan.FromMilliseconds(random.Next(kind == FaultKind.StoreKeepsWrongly && random.Next(2) == 0 ? 1 : 24_000));
        var length = TimeSpan.FromMilliseconds(random.Next(3) == 0 ? random.Next(20, 600) : random.Next(600, 9000));

        // Long enough for some write to meet it: a restart that no write meets is known to nobody.
        if (kind == FaultKind.StoreForgets)
            (at, length) = (at * 0.7, length * 0.5 + TimeSpan.FromSeconds(2));
        var rate = random.Next(3) == 0 ? 0.1 + 0.6 * random.NextDouble() : 1;
        var most = (int)settings.Delivery.TryTimeout.TotalMilliseconds;
        var amount = kind switch
        {
            FaultKind.StoreSlow => random.Next(most / 4, most * 3 / 2),
            FaultKind.StoreThrottles or FaultKind.StoreUnavailable => random.Next(1, 4),
            FaultKind.StoreTakesLittle => random.Next(1, 4),
            FaultKind.StoreAppliesLate => random.Next(2000),
            FaultKind.DiskFull => random.Next(600),
            FaultKind.DiskSlow => random.Next(5, 2 * most),
            FaultKind.ProcessKilled or FaultKind.PowerLost or FaultKind.InstanceKilled => random.Next(400),
            FaultKind.InstanceStandsStill => random.Next(50, (int)LongestStandstill.TotalMilliseconds),
            FaultKind.BrokerSlow => random.Next(most / 4, most * 4),
            FaultKind.ProcessKilledAtDisk => random.Next(1, 40),
            FaultKind.ClockJumps => random.Next(-7200, 7200),
            _ => 0,
        };
        return new(kind, at, kind == FaultKind.ClockJumps ? TimeSpan.Zero : length, random.Next(stores), amount, kind >= FaultKind.DiskWritesFail ? rate * 0.4 : rate);
    }
}
