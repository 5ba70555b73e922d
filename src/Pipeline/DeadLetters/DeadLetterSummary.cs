using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>All letters at one moment.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Bytes">What they take, with all that is kept about them; compared with the limit.</param>
/// <param name="Limit">What they may take.</param>
/// <param name="Oldest">The time of the letter that was added first; null if there is none.</param>
/// <param name="Reasons">By reason, in ordinal order.</param>
/// <param name="DiskBytes">What the files take: removed letters go with their segment, later.</param>
/// <param name="Health">What the log met on the disk.</param>
public sealed record DeadLetterSummary(
    long Count,
    long Bytes,
    long Limit,
    DateTimeOffset? Oldest,
    IReadOnlyList<ReasonSummary> Reasons,
    long DiskBytes,
    LogHealth Health);
