namespace Holdfast.Pipeline.DeadLetters;

/// <summary>The quarantine. Expected failures are values. Safe for concurrent callers.</summary>
public interface IDeadLetters
{
    /// <summary>All letters at this moment, from memory.</summary>
    DeadLetterSummary Summary { get; }

    /// <summary>
    /// Adds all letters or none, and completes when they are durable. Cancelling ends the wait only: they may still become durable.
    /// </summary>
    Task<DeadLetterAddition> AddAsync(IReadOnlyList<DeadLetterDraft> drafts, CancellationToken cancellationToken);

    /// <summary>
    /// The letters behind <paramref name="afterId"/> (null: from the first), oldest first, of one reason (null: of all), at most
    /// <paramref name="limit"/>; fewer where they are large.
    /// </summary>
    Task<DeadLetterPage> ListAsync(string? reason, string? afterId, int limit, CancellationToken cancellationToken);

    /// <summary>One letter by its id.</summary>
    Task<DeadLetterLookup> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Removes letters for good, after they were redriven or to purge them; durable when it completes. Unknown ids are passed over. A
    /// removal that has begun is not cancelled.
    /// </summary>
    Task<DeadLetterRemoval> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken);
}
