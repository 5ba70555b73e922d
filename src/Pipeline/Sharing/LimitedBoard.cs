namespace Holdfast.Pipeline.Sharing;

/// <summary>The board with limits on how long its calls may take.</summary>
internal sealed class LimitedBoard(ISharedBoard board, SharingOptions options, TimeSpan lifetime, TimeProvider time)
{
    private const string Late = "the board did not answer in time";

    public Task<QueueResult> PostAsync(BoardNote note)
    {
        var bytes = BoardNotes.Write(note);
        return bytes.Length > board.MaxNoteBytes
            ? Task.FromResult(new QueueResult(QueueFault.TooLarge, $"a note of {bytes.Length} bytes is more than the board takes"))
            : LimitAsync(board.PostAsync(bytes, lifetime, CancellationToken.None), options.PostLimit);
    }

    public Task<QueueResult> RemoveAsync(long through, CancellationToken cancellation) =>
        LimitAsync(board.RemoveAsync(through, cancellation), options.SendLimit);

    public async Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(long from, int maximum, CancellationToken cancellation)
    {
        try
        {
            return await board.PeekAsync(from, maximum, cancellation).WaitAsync(options.PostLimit, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            return new(QueueFault.Unreachable, Late, null);
        }
    }

    private async Task<QueueResult> LimitAsync(Task<QueueResult> step, TimeSpan limit)
    {
        try
        {
            return await step.WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            return new(QueueFault.Unreachable, Late);
        }
    }
}
