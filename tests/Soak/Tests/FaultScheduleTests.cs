using Holdfast.Soak.Faults;
using Holdfast.Soak.Running;

namespace Holdfast.Soak.Tests;

public sealed class FaultScheduleTests
{
    private static readonly TimeSpan Half = TimeSpan.FromMinutes(32);
    private static readonly TimeSpan Brief = TimeSpan.FromMinutes(2);

    private static readonly StoreTraits[] Stores =
    [
        new("hot-a", "hot", IsPrimary: true, CanMisbehave: false, CanChangeRetention: true, Forgets: false),
        new("hot-b", "hot", IsPrimary: false, CanMisbehave: false, CanChangeRetention: true, Forgets: false),
        new("warm-a", "warm", IsPrimary: true, CanMisbehave: true, CanChangeRetention: true, Forgets: false),
        new("warm-b", "warm", IsPrimary: false, CanMisbehave: true, CanChangeRetention: true, Forgets: false),
        new("cold-a", "cold", IsPrimary: true, CanMisbehave: false, CanChangeRetention: false, Forgets: true),
        new("cold-b", "cold", IsPrimary: false, CanMisbehave: false, CanChangeRetention: false, Forgets: true),
    ];

    [Fact]
    public void Draw_SameSeed_IsTheSameSchedule() => Assert.Equal(Long(5), Long(5));

    [Fact]
    public void Draw_OtherSeed_IsAnother() => Assert.NotEqual(Long(5), Long(6));

    [Fact]
    public void Draw_HalfAnHour_PlaysEveryKind()
    {
        foreach (var seed in Enumerable.Range(1, 25))
            Assert.Equal(Enum.GetValues<FaultKind>(), Long(seed).Select(static fault => fault.Kind).Distinct().Order());
    }

    [Fact]
    public void Draw_TwoMinutes_KillsHoldfastAndAltersATimeToLive()
    {
        foreach (var seed in Enumerable.Range(1, 25))
        {
            var kinds = Short(seed).Select(static fault => fault.Kind).ToHashSet();
            Assert.True(kinds.IsSupersetOf([FaultKind.HoldfastKilled, FaultKind.RetentionAltered]), $"seed {seed}: {string.Join(", ", kinds)}");
            Assert.True(kinds.Count >= 5, $"seed {seed}: {string.Join(", ", kinds)}");
        }
    }

    [Fact]
    public void Draw_Always_OverlapsAtMostTwoAndNeverTheSameTier()
    {
        foreach (var seed in Enumerable.Range(1, 25))
        {
            var faults = Long(seed);
            Assert.All(faults, fault => Assert.True(faults.Count(other => other.At <= fault.At && fault.At < other.End) <= 2));
            Assert.All(faults, fault => Assert.DoesNotContain(faults, other => !ReferenceEquals(fault, other) && fault.Target.Length > 0 && Overlap(fault, other) && TierOf(fault) == TierOf(other)));
            Assert.All(faults.Where(static fault => fault.IsAlone), fault => Assert.Single(faults, other => Overlap(fault, other)));
        }
    }

    [Fact]
    public void Draw_SomeSeeds_OverlapTwo() =>
        Assert.Contains(Enumerable.Range(1, 20), static seed => Long(seed) is var faults && faults.Any(fault => faults.Count(other => Overlap(fault, other)) > 1));

    [Fact]
    public void Draw_StoreThatForgets_IsNeverKilledNearAKillOfHoldfast()
    {
        foreach (var (faults, apart) in Enumerable.Range(1, 25).SelectMany(static seed => new[] { (Long(seed), SoakTimes.Brisk.Schedule.ForgetsApart), (Short(seed), SoakTimes.Fast.Schedule.ForgetsApart) }))
        {
            var forgotten = faults.Where(static fault => fault.Kind == FaultKind.StoreKilled && TierOf(fault) == "cold");
            Assert.All(forgotten, killed => Assert.DoesNotContain(faults, other => other.RestartsHoldfast && other.At < killed.End + apart && killed.At < other.End + apart));
        }
    }

    [Fact]
    public void Draw_Always_LeavesTheLastPartToOneLife()
    {
        foreach (var seed in Enumerable.Range(1, 25))
        {
            Assert.All(Long(seed).Where(static fault => fault.RestartsHoldfast), static fault => Assert.True(fault.End <= (Half * FaultSchedule.RestartShare) + SoakTimes.Brisk.Schedule.Longest));
            Assert.All(Long(seed), static fault => Assert.True(fault.At >= SoakTimes.Brisk.Schedule.Calm && fault.End <= Half - SoakTimes.Brisk.Schedule.Tail));
        }
    }

    [Fact]
    public void Draw_EmbeddedStoresOnly_IsPossible()
    {
        var embedded = Stores.Select(static store => store with { CanMisbehave = true, CanChangeRetention = true, Forgets = false }).ToList();
        Assert.Equal(Enum.GetValues<FaultKind>(), FaultSchedule.Draw(1, Half, SoakTimes.Brisk.Schedule, embedded).Select(static fault => fault.Kind).Distinct().Order());
    }

    private static IReadOnlyList<PlannedFault> Long(int seed) => FaultSchedule.Draw(seed, Half, SoakTimes.Brisk.Schedule, Stores);

    private static IReadOnlyList<PlannedFault> Short(int seed) => FaultSchedule.Draw(seed, Brief, SoakTimes.Fast.Schedule, Stores);

    private static bool Overlap(PlannedFault one, PlannedFault other) => one.At < other.End && other.At < one.End;

    private static string TierOf(PlannedFault fault) => fault.Target.Split('-')[0];
}
