using System.Diagnostics;
using System.Text.Json;
using Holdfast.Soak.Judging;
using Holdfast.Soak.Reporting;
using Holdfast.Soak.Stores;
using Holdfast.Soak.Traffic;

namespace Holdfast.Soak.Running;

/// <summary>Reads every store back and holds it against the oracle.</summary>
/// <param name="report">Where examples of what is wrong are told.</param>
internal sealed class StoreComparer(SoakReport report)
{
    private const int MaxExamples = 5;

    /// <summary>For all stores together; far beyond what is seen.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Compares.</summary>
    /// <returns>Null when a store could not be read.</returns>
    public async Task<SoakComparison?> CompareAsync(IReadOnlyList<SoakStore> stores, IReadOnlyList<TierTraffic> tiers)
    {
        using var limit = new CancellationTokenSource(Limit);
        var (began, sum) = (Stopwatch.GetTimestamp(), new SoakComparison(0, 0, 0, 0, 0, 0, 0));
        foreach (var tier in tiers)
        {
            var back = new ReadBack(tier);
            foreach (var store in stores.Where(store => string.Equals(store.Traits.Tier, tier.Plan.Tier, StringComparison.Ordinal)))
            {
                if (await ReadAsync(store, tier.Plan, back, LastOf(tier), limit.Token) is not { } fault)
                    continue;
                report.Say($"! {store.Traits.Name} cannot be read: {fault}");
                return null;
            }

            var (acknowledged, nowhere, missing) = tier.Oracle.Count();
            sum = new(
                sum.Acknowledged + acknowledged, sum.Read + back.Read, sum.Lost + nowhere, sum.Missing + missing, sum.Stale + back.Stale,
                sum.Misplaced + back.Misplaced, sum.Foreign + back.Foreign);
            var lacking = tier.Oracle.Missing().Take(MaxExamples).Select(point => $"{tier.Plan.Tier}: the primary lacks {point}, time {tier.Plan.TimeOf(point.Slot)}");
            foreach (var example in back.Examples.Concat(lacking))
                report.Say("! " + example);
        }

        report.Say($"{sum.Read} values read in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        return sum;
    }

    private static long LastOf(TierTraffic tier) => tier.Plan.TimeOf(Enumerable.Range(0, tier.Oracle.Series).Max(tier.Oracle.SlotsOf));

    /// <returns>Why it cannot be read; null when it was.</returns>
    private static async Task<string?> ReadAsync(SoakStore store, PointPlan plan, ReadBack back, long last, CancellationToken cancellation)
    {
        var reader = back.Of(store.Traits.Name, store.Traits.IsPrimary, SoakGround.IsTrap(store), store.KeepsVersions);
        try
        {
            await store.ReadAsync(PointPlan.Measurements, plan.Origin, last, reader.See, cancellation);
        }
        catch (Exception failed) when (failed is InvalidOperationException or HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            return failed.Message;
        }

        reader.End();
        return null;
    }
}
