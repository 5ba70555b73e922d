namespace Holdfast.Pipeline.Writing;

/// <summary>How a fan-out waits for its targets.</summary>
internal static class Fanout
{
    /// <summary>Waits until one target has committed, or all have failed.</summary>
    /// <param name="writes">The writes under way, by position in the chain.</param>
    /// <returns>The lowest position that had committed by then; -1 when none did.</returns>
    public static async Task<int> FirstCommitAsync(IReadOnlyDictionary<int, Task<AttemptOutcome>> writes)
    {
        var open = writes.Values.ToHashSet();
        while (open.Count > 0)
        {
            var finished = await Task.WhenAny(open);
            open.Remove(finished);
            if (!(await finished).Committed)
                continue;
            return writes
                .Where(static write => write.Value is { IsCompletedSuccessfully: true, Result.Committed: true })
                .Min(static write => write.Key);
        }

        return -1;
    }

    /// <summary>Waits for all writes, but no longer than the grace.</summary>
    public static async Task GraceAsync(IEnumerable<Task<AttemptOutcome>> writes, TimeSpan grace, TimeProvider time)
    {
        if (grace <= TimeSpan.Zero)
            return;
        try
        {
            await Task.WhenAll(writes).WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            // The grace is over: whoever has not answered is recorded as owed.
        }
    }
}
