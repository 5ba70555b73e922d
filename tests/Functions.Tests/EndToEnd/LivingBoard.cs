using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>The board as one instance reaches it.</summary>
internal sealed class LivingBoard(ISharedBoard board, LifeLine life) : ISharedBoard
{
    public int MaxNoteBytes => board.MaxNoteBytes;

    public Task<QueueResult> PostAsync(ReadOnlyMemory<byte> note, TimeSpan lifetime, CancellationToken cancellationToken) =>
        life.CallAsync(() => board.PostAsync(note, lifetime, cancellationToken));

    public Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(long fromSequence, int maximum, CancellationToken cancellationToken) =>
        life.CallAsync(() => board.PeekAsync(fromSequence, maximum, cancellationToken));

    public Task<QueueResult> RemoveAsync(long throughSequence, CancellationToken cancellationToken) =>
        life.CallAsync(() => board.RemoveAsync(throughSequence, cancellationToken));
}
