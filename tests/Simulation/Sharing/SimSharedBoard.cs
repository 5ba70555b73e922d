using Holdfast.Pipeline.Sharing;

namespace Holdfast.Simulation.Sharing;

/// <summary>The board as one instance sees it.</summary>
/// <param name="world">The world.</param>
/// <param name="line">The way there.</param>
internal sealed class SimSharedBoard(SharedWorld world, SimLine line) : ISharedBoard
{
    public int MaxNoteBytes => world.Scenario.Sharing!.MaxNoteBytes;

    public Task<QueueResult> PostAsync(ReadOnlyMemory<byte> note, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var copy = note.ToArray();
        return line.CallAsync(() => world.Board.Post(copy, lifetime), SimSessionQueue.Unreachable, cancellationToken);
    }

    public Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(long fromSequence, int maximum, CancellationToken cancellationToken) => line.CallAsync(
        () => new QueueResult<IReadOnlyList<QueueItem>>(QueueFault.None, "", world.Board.Peek(fromSequence, maximum)),
        static () => new(QueueFault.Unreachable, "no answer", null),
        cancellationToken);

    public Task<QueueResult> RemoveAsync(long throughSequence, CancellationToken cancellationToken)
    {
        var most = world.Chance(4) == 0 ? world.Chance(3) : int.MaxValue;
        return line.CallAsync(() => world.Board.Remove(throughSequence, most), SimSessionQueue.Unreachable, cancellationToken);
    }
}
