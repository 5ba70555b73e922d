using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Writing;

/// <summary>Counts the requests in flight to targets, and the retries among them, of the whole process, and asks the retry budget. Safe for any number of threads.</summary>
/// <param name="options">The share and the minimum.</param>
public sealed class RetryGate(DeliveryOptions options)
{
    private long _requests;
    private long _retries;
    private long _exhausted;

    /// <summary>How often a retry was refused because the budget was used up; never decreases.</summary>
    public long Exhausted => Interlocked.Read(ref _exhausted);

    /// <summary>The requests in flight now.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>A request begins; to be paired with <see cref="End"/>.</summary>
    public void Begin() => Interlocked.Increment(ref _requests);

    /// <summary>A request ends.</summary>
    public void End() => Interlocked.Decrement(ref _requests);

    /// <summary>Takes a place for one retry, to be given back by <see cref="EndRetry"/>; false when the budget is used up.</summary>
    public bool TryBeginRetry()
    {
        // Two threads may both see the last free place and both take it: one retry too many for a moment is harmless, a lock is not.
        if (RetryBudget.Allows(Interlocked.Read(ref _requests), Interlocked.Read(ref _retries), options.RetryBudget, options.MinimumRetries))
        {
            Interlocked.Increment(ref _retries);
            return true;
        }

        Interlocked.Increment(ref _exhausted);
        return false;
    }

    /// <summary>A retry ends.</summary>
    public void EndRetry() => Interlocked.Decrement(ref _retries);
}
