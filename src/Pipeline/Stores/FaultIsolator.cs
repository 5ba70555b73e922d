using System.Collections.Immutable;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Stores;

/// <summary>
/// After a store refused a group of coalesced batches: finds which batches, and which of their points, it refuses, so that everything
/// else is committed. Also splits what was too large. Decides nothing itself: <see cref="Bisection"/> does; this performs its requests.
/// </summary>
/// <remarks>
/// Everything is sent from left to right, a refused batch's points before the next batch: where two batches write the same point, the
/// later one must stay the last to be written. Safe for any number of callers.
/// </remarks>
public sealed class FaultIsolator
{
    private readonly IsolationLimits _limits;

    /// <summary>An isolator with these limits.</summary>
    public FaultIsolator(IsolationLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (limits.Group < 1 || limits.Batch < 1)
            throw new ArgumentOutOfRangeException(nameof(limits), limits, "Both limits must be at least 1.");
        _limits = limits;
    }

    /// <summary>Finds out what became, and becomes, of every batch of a group.</summary>
    /// <param name="batches">The batches of the group in the order in which they were sent, each of whole lines; at least one.</param>
    /// <param name="first">The store's answer to the whole group.</param>
    /// <param name="boundaries">
    /// Where each point of a batch ends, as ascending offsets, the last being the batch's length; called only for batches that are
    /// refused. Without any point the batch fails as a whole.
    /// </param>
    /// <param name="send">
    /// Makes one attempt, within a limit of the caller's that it answers with <see cref="WriteClass.Hung"/>.
    /// </param>
    /// <param name="ct">Ends the search with an exception; nothing is then known of any batch.</param>
    /// <returns>One outcome per batch, in order.</returns>
    public async Task<ImmutableArray<BatchOutcome>> IsolateAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> batches,
        WriteAnswer first,
        Func<ReadOnlyMemory<byte>, int[]> boundaries,
        Func<IReadOnlyList<ReadOnlyMemory<byte>>, CancellationToken, Task<WriteAnswer>> send,
        CancellationToken ct)
    {
        var refused = new Dictionary<int, BatchOutcome>();
        var group = Bisection.Start(batches.Count, _limits.Group);
        for (var answer = first; ; answer = await send(Slice(batches, group.Next.Value), ct))
        {
            var range = group.Next!.Value;
            group = group.Step(answer.Verdict);
            if (range.Length == 1 && IsRefusal(answer.Verdict))
            {
                var (outcome, requests) = await IsolatePointsAsync(batches[range.Start], answer.Verdict, group, boundaries, send, ct);
                refused[range.Start] = outcome;
                group = group.Spend(requests);
                if (outcome is { Fate: BatchFate.Unresolved, Verdict: { } reason })
                    group = group.Interrupt(reason);
            }

            if (group.Next is null)
                break;
        }

        return Conclude(group, refused);
    }

    /// <summary>The batch was refused when it was sent alone: that answer is the first of its own bisection, and costs no request.</summary>
    private async Task<(BatchOutcome Outcome, int Requests)> IsolatePointsAsync(
        ReadOnlyMemory<byte> batch,
        WriteVerdict first,
        Bisection group,
        Func<ReadOnlyMemory<byte>, int[]> boundaries,
        Func<IReadOnlyList<ReadOnlyMemory<byte>>, CancellationToken, Task<WriteAnswer>> send,
        CancellationToken ct)
    {
        var ends = boundaries(batch);
        if (ends.Length == 0)
            return (new(BatchFate.Failed, [], first), 0);

        var left = group.MaximumRequests - group.Requests;
        var points = Bisection.Start(ends.Length, Math.Min(_limits.Batch, left + 1)).Step(first);
        while (points.Next is { } range)
        {
            var (start, end) = Bytes(ends, range);
            points = points.Step((await send([batch[start..end]], ct)).Verdict);
        }

        return (Conclude(points, ends), points.Requests - 1);
    }

    private static BatchOutcome Conclude(Bisection points, int[] ends)
    {
        var refused = ImmutableArray.CreateBuilder<RefusedPoint>();
        SearchProgress? unfinished = null;
        foreach (var part in points.Parts())
        {
            if (part.Fate == BisectionFate.Unresolved && unfinished is null)
            {
                var (known, next) = Bytes(ends, part.Range);
                unfinished = new(part.Range.Start, known, part.Range.Length, next - known);
            }

            if (part is not { Fate: BisectionFate.Poison, Verdict: { } verdict })
                continue;
            var (start, end) = Bytes(ends, part.Range);
            refused.Add(new(part.Range.Start, start, end - start, verdict));
        }

        return unfinished is not null ? new(BatchFate.Unresolved, refused.ToImmutable(), points.Interruption) { Progress = unfinished }
            : refused.Count == 0 ? BatchOutcome.Committed
            : new(BatchFate.CommittedExceptPoison, refused.ToImmutable(), null);
    }

    private static ImmutableArray<BatchOutcome> Conclude(Bisection group, Dictionary<int, BatchOutcome> refused)
    {
        var outcomes = ImmutableArray.CreateBuilder<BatchOutcome>();
        foreach (var part in group.Parts())
            for (var batch = part.Range.Start; batch < part.Range.End; batch++)
                outcomes.Add(part.Fate switch
                {
                    BisectionFate.Committed => BatchOutcome.Committed,
                    BisectionFate.Poison => refused[batch],
                    _ => new(BatchFate.Unresolved, [], part.Verdict),
                });
        return outcomes.ToImmutable();
    }

    private static bool IsRefusal(WriteVerdict verdict) => verdict.Class is WriteClass.DataFault or WriteClass.TooLarge;

    private static (int Start, int End) Bytes(int[] ends, BisectionRange range) =>
        (range.Start == 0 ? 0 : ends[range.Start - 1], ends[range.End - 1]);

    private static ReadOnlyMemory<byte>[] Slice(IReadOnlyList<ReadOnlyMemory<byte>> batches, BisectionRange range)
    {
        var slice = new ReadOnlyMemory<byte>[range.Length];
        for (var index = 0; index < slice.Length; index++)
            slice[index] = batches[range.Start + index];
        return slice;
    }
}
