using System.Text;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Ingest;

namespace Holdfast.Pipeline.Operations;

/// <summary>What operators do with dead letters: send them through the write path again, or give them up. Safe for any number of threads.</summary>
/// <param name="letters">The dead letters.</param>
/// <param name="ingestor">The write path.</param>
/// <param name="lineage">Makes each redrive a request of its own, so that no remembered answer is taken for it.</param>
public sealed class DeadLetterDesk(IDeadLetters letters, Ingestor ingestor, LineageIds lineage)
{
    /// <summary>How many failures of one redrive are listed.</summary>
    public const int MaxFailures = 100;

    private const int PageSize = 200;

    /// <summary>Sends the selected letters through the write path; those that are committed or owed now are dead no more.</summary>
    /// <param name="selection">Which; without <see cref="DeadLetterSelection.Fault"/>.</param>
    /// <param name="cancellation">Ends it between two letters.</param>
    public async Task<RedriveResult> RedriveAsync(DeadLetterSelection selection, CancellationToken cancellation)
    {
        var redriven = 0;
        var failures = new List<RedriveFailure>();
        await foreach (var id in SelectAsync(selection, fault => failures.Add(new("", "unreadable", fault)), cancellation))
        {
            var failure = await RedriveOneAsync(id, selection.Text, cancellation);
            if (failure is null)
                redriven++;
            else if (failures.Count < MaxFailures)
                failures.Add(failure);
        }

        return new(redriven, failures);
    }

    /// <summary>Gives the selected letters up for good.</summary>
    /// <param name="selection">Which; without <see cref="DeadLetterSelection.Fault"/>.</param>
    /// <param name="cancellation">Ends it between two pages.</param>
    /// <returns>How many were purged.</returns>
    public async Task<int> PurgeAsync(DeadLetterSelection selection, CancellationToken cancellation)
    {
        var purged = 0;
        var page = new List<string>();
        await foreach (var id in SelectAsync(selection, static _ => { }, cancellation))
        {
            page.Add(id);
            if (page.Count < PageSize)
                continue;
            purged += (await letters.RemoveAsync(page, cancellation)).Removed;
            page.Clear();
        }

        return page.Count == 0 ? purged : purged + (await letters.RemoveAsync(page, cancellation)).Removed;
    }

    private async IAsyncEnumerable<string> SelectAsync(
        DeadLetterSelection selection, Action<string> faulted, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var id in selection.Ids ?? (selection.Id is { } one ? [one] : []))
            yield return id;
        if (selection.Reason is null && selection.All is not true)
            yield break;

        // No more letters than there are now: those that come while this runs must not keep it running.
        var left = letters.Summary.Count;
        string? after = null;
        do
        {
            var page = await letters.ListAsync(selection.Reason, after, PageSize, cancellation);
            foreach (var letter in page.Letters)
            {
                if (left-- > 0)
                    yield return letter.Id;
            }

            // The next page would meet the same fault, at once and for ever; what is left is there for the next attempt.
            if (page.Fault is { } fault)
                faulted(fault);
            after = page.Fault is null ? page.NextAfterId : null;
        }
        while (after is not null && left > 0 && !cancellation.IsCancellationRequested);
    }

    private async Task<RedriveFailure?> RedriveOneAsync(string id, string? text, CancellationToken cancellation)
    {
        var found = await letters.FindAsync(id, cancellation);
        if (found.Letter is not { } letter)
            return new(id, found.Fault is null ? "not_found" : "unreadable", found.Fault ?? "no dead letter has this id");
        ReadOnlyMemory<byte> lines = text is null ? letter.Bytes : Encoding.UTF8.GetBytes(text);
        var reply = await ingestor.WriteAsync(new(letter.Bucket, letter.Precision, $"redrive-{lineage.Next()}", null, letter.Source, lines)
        {
            ArrivedAt = letter.Time,
            Quarantine = false,
        });
        if (reply.Status is not (IngestStatus.Committed or IngestStatus.Deferred))
        {
            var line = reply.Lines.Count > 0 ? reply.Lines[0] : new(0, 0, "refused", reply.Message);
            return new(id, line.Code, line.Message);
        }

        var removal = await letters.RemoveAsync([id], CancellationToken.None);
        return removal.Status == DeadLetterStatus.Done
            ? null
            : new(id, "not_removed", $"its lines are written, but it could not be removed: {removal.Message}");
    }
}
