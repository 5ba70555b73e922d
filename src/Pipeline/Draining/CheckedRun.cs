using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Draining;

/// <summary>
/// A run as it is sent: without the lines that do not fit what its store holds. What comes back speaks of the lines that were sent, and is
/// told here of those in the log.
/// </summary>
/// <param name="run">The run as it is in the log.</param>
/// <param name="batch">What is sent of it.</param>
/// <param name="conflicts">What is not, in order.</param>
internal sealed class CheckedRun(DrainRun run, Batch batch, IReadOnlyList<BackfillConflict> conflicts)
{
    public Batch Batch => batch;

    /// <summary>Checks a run; without a check all of it is sent.</summary>
    public static CheckedRun Of(DrainRun run, TargetRuntime target, BackfillCheckDelegate check)
    {
        var whole = run.ToBatch(target.Tier);
        return check(target, whole.Lines) is { Conflicts.Count: > 0 } found
            ? new(run, whole with { Lines = found.Lines, Points = found.Points }, found.Conflicts)
            : new(run, whole, []);
    }

    /// <summary>The letters of what will never be in the store: the poison, and the conflicts up to the place that was reached.</summary>
    /// <param name="poison">The points that the store refused.</param>
    /// <param name="reached">How many of the run's bytes in the log are done with.</param>
    /// <param name="now">The time.</param>
    public List<DeadLetterDraft> Letters(IReadOnlyList<PoisonPoint> poison, int reached, DateTimeOffset now)
    {
        var letters = poison
            .Select(point => (At: InLog(point.Offset).Offset, Draft: run.Letter(
                InLog(point.Offset).Offset, point.Length, RejectionCode.RefusedByStore.Text(), $"{point.Store}: {point.Message}", now)))
            .Concat(conflicts
                .Where(conflict => conflict.Offset < reached)
                .Select(conflict => (At: conflict.Offset, Draft: run.Letter(conflict.Offset, conflict.Length, conflict.Code.Text(), conflict.Message, now))));
        return [.. letters.OrderBy(static letter => letter.At).Select(static letter => letter.Draft)];
    }

    /// <summary>How far a search for poison has come, in the run as it is in the log.</summary>
    public SearchProgress InLog(SearchProgress sent)
    {
        var (done, before) = InLog(sent.Bytes);
        var (next, upTo) = InLog(sent.Bytes + sent.NextBytes);
        return new(sent.Points + before, done, sent.NextPoints + upTo - before, next - done);
    }

    /// <summary>Where a point begins in the log, and how many that were left out come before it.</summary>
    private (int Offset, int Before) InLog(int sent)
    {
        var (offset, before) = (sent, 0);
        foreach (var conflict in conflicts)
        {
            if (conflict.Offset > offset)
                break;
            offset += conflict.Length;
            before++;
        }

        return (offset, before);
    }
}
