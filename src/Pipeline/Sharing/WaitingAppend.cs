using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>An append that waits for its announcement and its transfer.</summary>
/// <param name="messages">Its messages, in order.</param>
/// <param name="lanes">What it announces.</param>
internal sealed class WaitingAppend(IReadOnlyList<QueueMessage> messages, IReadOnlyList<LaneNote> lanes)
{
    private readonly TaskCompletionSource<AppendResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<QueueMessage> Messages => messages;

    public IReadOnlyList<LaneNote> Lanes => lanes;

    public long Bytes { get; } = messages.Sum(static message => (long)DeferredEncoder.SizeOf(message));

    public Task<AppendResult> Outcome => _completion.Task;

    public void Complete(AppendResult result) => _completion.TrySetResult(result);

    public void Fail(Exception bug) => _completion.TrySetException(bug);
}
