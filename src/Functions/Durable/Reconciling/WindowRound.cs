using Holdfast.Pipeline.Recovering;
using Holdfast.Routing.Reconciling;
using Microsoft.DurableTask;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>One comparison within an orchestration: part after part, each compared and then repaired where it differs. Deterministic.</summary>
/// <param name="context">The orchestration's.</param>
/// <param name="listen">Waits for an activity, and for whatever else the orchestration listens to.</param>
/// <param name="isInterrupted">Whether to go no further.</param>
internal sealed class WindowRound(TaskOrchestrationContext context, Func<Task<WindowDeed>, Task<WindowDeed>> listen, Func<bool> isInterrupted)
{
    /// <summary>Compares. A tier whose part could not be compared ends the round: its store is in trouble, or is owed something.</summary>
    /// <param name="plan">What.</param>
    /// <returns>One report per tier.</returns>
    public async Task<IReadOnlyList<ReconcileReport>> CompareAsync(WindowPlan plan)
    {
        var reports = new List<ReconcileReport>();
        foreach (var part in plan.Parts)
        {
            if (isInterrupted())
                break;
            var report = await CompareAsync(part);
            if (reports is [.., var last] && string.Equals(last.Tier, report.Tier, StringComparison.Ordinal))
                reports[^1] = last.And(report);
            else
                reports.Add(report);
            if (StoreComparison.Hinders(report))
                break;
        }

        return reports;
    }

    private async Task<ReconcileReport> CompareAsync(WindowTask part)
    {
        var compared = (await listen(context.CallActivityAsync<WindowDeed>(nameof(CompareWindow), part))).Report;

        // Where more differs than could be named, the repair compares once more, and its report alone counts.
        var report = compared with { Pairs = compared.Pairs.RemoveAll(static pair => pair.MoreDiffers) };
        foreach (var pair in compared.Pairs)
        {
            if ((pair.Differing.IsDefaultOrEmpty && !pair.MoreDiffers) || isInterrupted())
                continue;
            var repair = part with { Store = pair.Store, With = pair.With, Windows = pair.MoreDiffers ? [] : pair.Differing };
            report = report.And((await listen(context.CallActivityAsync<WindowDeed>(nameof(RepairWindow), repair))).Report);
        }

        return report;
    }
}
