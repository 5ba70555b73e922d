using Holdfast.Pipeline.DeadLetters;

namespace Holdfast.Simulation.Sharing;

/// <summary>The dead letters that all instances share, as one of them sees them: real ones, at the end of a line.</summary>
/// <param name="letters">The letters, on a disk that never fails.</param>
/// <param name="line">The way there.</param>
internal sealed class SimLetters(FileDeadLetters letters, SimLine line) : IDeadLetters
{
    private const string NoAnswer = "no answer";

    public DeadLetterSummary Summary => letters.Summary;

    public Task<DeadLetterAddition> AddAsync(IReadOnlyList<DeadLetterDraft> drafts, CancellationToken cancellationToken) => line.CallAsync(
        () => Now(letters.AddAsync(drafts, CancellationToken.None)), static () => new(DeadLetterStatus.Failed, [], NoAnswer), cancellationToken);

    public Task<DeadLetterPage> ListAsync(string? reason, string? afterId, int limit, CancellationToken cancellationToken) =>
        letters.ListAsync(reason, afterId, limit, cancellationToken);

    public Task<DeadLetterLookup> FindAsync(string id, CancellationToken cancellationToken) => letters.FindAsync(id, cancellationToken);

    public Task<DeadLetterRemoval> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => letters.RemoveAsync(ids, cancellationToken);

    /// <summary>A disk without faults is never waited for.</summary>
    public static T Now<T>(Task<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("a disk without faults was waited for");
}
