using System.Collections.Immutable;

namespace Holdfast.Functions.Durable.Documents;

/// <summary>The state of <see cref="DocumentEntity"/>.</summary>
/// <param name="Content">The bytes; null when the document was deleted.</param>
/// <param name="Stamps">The stamps of the last changes, oldest first, by which a writer sees that its own is among them.</param>
public sealed record Document(ReadOnlyMemory<byte>? Content, ImmutableArray<string> Stamps)
{
    /// <summary>How many stamps are remembered: more writers than this within one wait may not see theirs, and try once more.</summary>
    public const int MaximumStamps = 16;

    /// <summary>Takes a change in; one that has been taken in already changes nothing more.</summary>
    /// <param name="before">The document before; null when there was none.</param>
    /// <param name="change">The change.</param>
    public static Document Apply(Document? before, DocumentChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var stamps = before is null or { Stamps.IsDefault: true } ? [] : before.Stamps;
        if (before is not null && stamps.Contains(change.Stamp, StringComparer.Ordinal))
            return before;
        return new(change.Content, [.. stamps.TakeLast(MaximumStamps - 1), change.Stamp]);
    }
}
