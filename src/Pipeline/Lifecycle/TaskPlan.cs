using Holdfast.Pipeline.Stores;

namespace Holdfast.Pipeline.Lifecycle;

/// <summary>What is to be done about the tasks of one store, decided on a listing of them.</summary>
/// <param name="Holds">The tasks to remember, those to resume included; saved before anything is done.</param>
/// <param name="Pause">The ids to set inactive.</param>
/// <param name="Resume">The ids to set active, and to forget then.</param>
internal sealed record TaskPlan(IReadOnlyList<TaskHold> Holds, IReadOnlyList<string> Pause, IReadOnlyList<string> Resume)
{
    /// <summary>Decides. Pure.</summary>
    /// <param name="holds">The tasks that are remembered.</param>
    /// <param name="listed">All tasks of the store as they are now.</param>
    /// <param name="known">The store's buckets that tiers use.</param>
    /// <param name="paused">Those of them that are paused.</param>
    public static TaskPlan Make(
        IReadOnlyList<TaskHold> holds, IReadOnlyList<StoreTask> listed, IReadOnlySet<string> known, IReadOnlySet<string> paused)
    {
        var before = holds.ToDictionary(static hold => hold.Id, StringComparer.Ordinal);
        var (after, pause, resume) = (new List<TaskHold>(), new List<string>(), new List<string>());
        foreach (var task in listed)
        {
            var hold = before.GetValueOrDefault(task.Id);
            var buckets = FluxBuckets.Of(task.Flux).Where(known.Contains).Order(StringComparer.Ordinal).ToList();
            if (buckets.Exists(paused.Contains))
            {
                var kind = WhilePaused(hold?.Kind, task.Active);
                after.Add(Same(hold, task, buckets, kind) ? hold! : new(task.Id, task.Name, buckets, kind));
                if (kind == TaskHoldKind.Intended)
                    pause.Add(task.Id);
            }
            else if (hold is { Kind: not TaskHoldKind.Left } && !task.Active)
            {
                after.Add(hold);
                resume.Add(task.Id);
            }
        }

        return new(after, pause, resume);
    }

    /// <summary>
    /// An intention that meets an inactive task was carried out, though the answer was lost. A task that we paused and find active was
    /// activated by the operator, and so was one that we found inactive first: there is no fight about it.
    /// </summary>
    private static TaskHoldKind WhilePaused(TaskHoldKind? before, bool active) => (before, active) switch
    {
        (null, true) => TaskHoldKind.Intended,
        (null, false) => TaskHoldKind.Left,
        (TaskHoldKind.Intended, true) => TaskHoldKind.Intended,
        (TaskHoldKind.Intended, false) => TaskHoldKind.Paused,
        (TaskHoldKind.Paused, true) => TaskHoldKind.Left,
        var (kind, _) => kind.Value,
    };

    private static bool Same(TaskHold? hold, StoreTask task, List<string> buckets, TaskHoldKind kind) =>
        hold is not null && hold.Kind == kind && string.Equals(hold.Name, task.Name, StringComparison.Ordinal) && hold.Buckets.SequenceEqual(buckets, StringComparer.Ordinal);
}
