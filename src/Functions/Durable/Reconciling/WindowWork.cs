using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Recovering;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>The activities of comparisons.</summary>
/// <param name="settings">The tiers and the intervals.</param>
/// <param name="reconciler">Compares and repairs.</param>
/// <param name="comparison">Knows what a recovery compares.</param>
/// <param name="book">The reports.</param>
/// <param name="time">The clock.</param>
public sealed class WindowWork(HoldfastSettings settings, Reconciler reconciler, StoreComparison comparison, ReconcileBook book, TimeProvider time)
{
    /// <summary>The windows of one part: as many minutes as 8 h 20 min have, some questions to each store for each measurement.</summary>
    public const int WindowsPerPart = 500;

    /// <summary>Tells the configuration.</summary>
    public Task<TierLook> LookAsync(TierTask task, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(task);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(new TierLook(settings.Reconcile, [.. settings.Table.Tiers.Select(static tier => tier.Name)], unchecked((ulong)time.GetUtcNow().Ticks)));
    }

    /// <summary>Divides a comparison into parts.</summary>
    public Task<WindowPlan> PlanAsync(WindowPlanTask task, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(task);
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyList<ReconcileRequest> requests = task.Tier is null
            ? comparison.RequestsOf(task.Store ?? "", task.Spans)
            : settings.Table.TierNamed(task.Tier) is { } tier ? [new(tier, task.Store, task.Range, task.Cause)] : [];
        return Task.FromResult(new WindowPlan(
            [.. requests.SelectMany(request => reconciler.PartsOf(request, WindowsPerPart)).Select(static part =>
                new WindowTask(part.Tier.Name, part.Store, part.Range, part.Cause, part.Exact is true))]));
    }

    /// <summary>Compares, and repairs nothing.</summary>
    public Task<WindowDeed> CompareAsync(WindowTask task, CancellationToken cancellation) => RunAsync(task, compareOnly: true, cancellation);

    /// <summary>Repairs.</summary>
    public Task<WindowDeed> RepairAsync(WindowTask task, CancellationToken cancellation) => RunAsync(task, compareOnly: false, cancellation);

    /// <summary>Keeps reports. What other instances have kept is taken up first; a report may be lost where two do it at once, and nothing else.</summary>
    public async Task<KeptReport> KeepAsync(ReportTask task, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(task);
        cancellation.ThrowIfCancellationRequested();
        await book.LoadAsync();
        foreach (var report in task.Reports)
            await book.AddAsync(report);
        return new(book.Fault ?? "");
    }

    private async Task<WindowDeed> RunAsync(WindowTask task, bool compareOnly, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (settings.Table.TierNamed(task.Tier) is not { } tier)
            return new(new ReconcileReport { Id = "", Tier = task.Tier, Cause = task.Cause, Range = task.Range, StartedAt = time.GetUtcNow() });
        var request = new ReconcileRequest(tier, task.Store, task.Range, task.Cause)
        {
            With = task.With,
            Exact = task.Exact,
            Windows = task.Windows,
            CompareOnly = compareOnly,
            IsPart = true,
        };
        return new(await reconciler.ReconcileAsync(request, cancellation));
    }
}
