using Holdfast.Pipeline.DeadLetters;

namespace Holdfast.Pipeline.Tests.Overview;

/// <summary>A quarantine that counts how often it is read, and can keep a reader waiting.</summary>
internal sealed class CountingLetters(IDeadLetters letters) : IDeadLetters
{
    public List<string?> Read { get; } = [];

    public Task Gate { get; set; } = Task.CompletedTask;

    public DeadLetterSummary Summary => letters.Summary;

    public Task<DeadLetterAddition> AddAsync(IReadOnlyList<DeadLetterDraft> drafts, CancellationToken cancellationToken) => letters.AddAsync(drafts, cancellationToken);

    public async Task<DeadLetterPage> ListAsync(string? reason, string? afterId, int limit, CancellationToken cancellationToken)
    {
        Assert.Equal(1, limit);
        Read.Add(reason);
        await Gate;
        return await letters.ListAsync(reason, afterId, limit, cancellationToken);
    }

    public Task<DeadLetterLookup> FindAsync(string id, CancellationToken cancellationToken) => letters.FindAsync(id, cancellationToken);

    public Task<DeadLetterRemoval> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => letters.RemoveAsync(ids, cancellationToken);
}
