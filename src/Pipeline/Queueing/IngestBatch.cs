using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Pipeline.Queueing;

/// <summary>
/// Takes the messages of one batch at once, but no more than <see cref="MaxConcurrent"/>, and settles each on its own: one that is poison, or a
/// bug, costs no other. Safe for any number of batches at once.
/// </summary>
/// <remarks>
/// <para>
/// What is given back waits a little first, all of it together at the end: the queue delivers it again at once, and an outage of seconds
/// would use up all its deliveries. The wait doubles with each delivery, from <see cref="FirstPause"/> to <see cref="LongestPause"/>, and ends
/// before the first of the locks does, or when the process stops.
/// </para>
/// <para>
/// A message whose lock is about to end is not begun, nor is any once the process stops: it is given back. Only its last delivery is used in
/// any case, because there is no other.
/// </para>
/// </remarks>
/// <param name="ingest">Takes a message.</param>
/// <param name="metrics">Counts the messages.</param>
/// <param name="letters">Counts the dead letters among them.</param>
/// <param name="events">Tells of what could not be settled.</param>
/// <param name="time">The clock.</param>
public sealed class IngestBatch(QueueIngest ingest, QueueMetrics metrics, HoldfastMetrics letters, EventLog events, TimeProvider time)
{
    /// <summary>The messages of one batch that are under way at once. Small ones for one target share its writes.</summary>
    public const int MaxConcurrent = 16;

    /// <summary>What is left of a lock when a message is begun, or given back, at the least: settling it takes a moment, and clocks differ.</summary>
    public static readonly TimeSpan LockMargin = TimeSpan.FromSeconds(5);

    /// <summary>The wait before a message is given back for the first time.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a message is given back.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    /// <summary>Takes and settles all messages. Throws for none of them.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="settle">Settles one; its faults are values.</param>
    /// <param name="stopping">Set when the process stops.</param>
    public async Task RunAsync(IReadOnlyList<IngestMessage> messages, SettleMessage settle, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var back = new List<(int Index, MessageOutcome Outcome)>();
        await EachAsync(messages.Count, async index =>
        {
            var outcome = await TakeAsync(messages[index], stopping);
            if (outcome.Ending is MessageEnding.Abandoned)
            {
                lock (back)
                    back.Add((index, outcome));
                return;
            }

            await SettleAsync(messages[index], index, outcome, settle);
        });
        if (back.Count == 0)
            return;
        await PauseAsync([.. back.Select(one => messages[one.Index])], stopping);
        await EachAsync(back.Count, at => SettleAsync(messages[back[at].Index], back[at].Index, back[at].Outcome, settle));
    }

    private async Task<MessageOutcome> TakeAsync(IngestMessage message, CancellationToken stopping)
    {
        if (!ingest.IsLast(message))
        {
            if (stopping.IsCancellationRequested)
                return ingest.PutOff(message, MessageReasons.NotBegun, "the process stops");
            if (LeftOf(message) is { } left && left < LockMargin)
                return ingest.PutOff(message, MessageReasons.NotBegun, "its lock is about to end");
        }

        try
        {
            return await ingest.TakeAsync(message);
        }
        catch (Exception bug)
        {
            // Expected failures are values. The bug costs this message its turn, not the others of the batch theirs.
            events.MessageFailed(message.MessageId, bug);
            return ingest.PutOff(message, MessageReasons.Failed, $"{bug.GetType().Name}, see the log");
        }
    }

    private async Task SettleAsync(IngestMessage message, int index, MessageOutcome outcome, SettleMessage settle)
    {
        var settled = await settle(index, outcome);
        if (!settled.Succeeded)
        {
            // It is delivered again, or was settled all the same; both are harmless.
            metrics.NotSettled(outcome, settled.Fault);
            events.MessageNotSettled(message.MessageId, outcome.Ending.ToString(), settled.Fault.ToString(), settled.Message);
            return;
        }

        metrics.Settled(outcome);
        if (outcome.Ending is not MessageEnding.DeadLettered)
            return;
        letters.DeadLettered(outcome.Reason);
        events.MessageDeadLettered(message.MessageId, outcome.Reason, outcome.Description);
    }

    private async Task PauseAsync(IReadOnlyList<IngestMessage> messages, CancellationToken stopping)
    {
        var doublings = Math.Min(messages.Max(static message => message.Deliveries) - 1, 10);
        var pause = FirstPause * Math.Pow(2, Math.Max(0, doublings));
        if (pause > LongestPause)
            pause = LongestPause;
        foreach (var message in messages)
        {
            if (LeftOf(message) is { } left && left - LockMargin < pause)
                pause = left - LockMargin;
        }

        if (pause <= TimeSpan.Zero || stopping.IsCancellationRequested)
            return;
        try
        {
            await Task.Delay(pause, time, stopping);
        }
        catch (OperationCanceledException)
        {
            // The process stops: whoever is left takes them.
            return;
        }
    }

    private TimeSpan? LeftOf(IngestMessage message) => message.LockedUntil == default ? null : message.LockedUntil - time.GetUtcNow();

    private static Task EachAsync(int count, Func<int, Task> step)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Math.Min(count, MaxConcurrent)).Select(_ => WorkAsync()));

        async Task WorkAsync()
        {
            for (var index = Interlocked.Increment(ref next); index < count; index = Interlocked.Increment(ref next))
                await step(index);
        }
    }
}
