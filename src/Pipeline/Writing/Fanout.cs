namespace Holdfast.Pipeline.Writing;

/// <summary>How a fan-out waits for its targets.</summary>
internal static class Fanout
{
    /// <summary>Waits until one target has committed, or all have failed.</summary>
    /// <returns>Whether one has committed.</returns>
    public static async Task<bool> AnyCommitAsync(IEnumerable<Task<AttemptOutcome>> writes)
    {
        var open = writes.ToHashSet();
        while (open.Count > 0)
        {
            var finished = await Task.WhenAny(open);
            open.Remove(finished);
            if ((await finished).Committed)
                return true;
        }

        return false;
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
