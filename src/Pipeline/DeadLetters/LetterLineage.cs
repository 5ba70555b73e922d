using Holdfast.Pipeline.Tracing;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>Tells the book of routes which batches have got dead letters.</summary>
internal static class LetterLineage
{
    /// <summary>Tells of letters that were kept.</summary>
    /// <param name="book">The book; null where nobody asks for routes.</param>
    /// <param name="letters">The letters.</param>
    /// <param name="ids">Their ids in the same order; empty where the quarantine does not tell them.</param>
    public static void Tell(LineageBook? book, IReadOnlyList<DeadLetterDraft> letters, IReadOnlyList<string> ids)
    {
        if (book is null)
            return;
        foreach (var batch in letters.Select(static (letter, index) => (letter, index)).GroupBy(static entry => entry.letter.LineageId, StringComparer.Ordinal))
        {
            var first = batch.First().letter;

            // How many points the batch had is not known from its letters.
            book.Lettered(
                new(batch.Key, first.Tier, first.Bucket, Points: 0, Bytes: 0), batch.Count(),
                ids.Count == letters.Count ? [.. batch.Select(entry => ids[entry.index])] : []);
        }
    }
}
