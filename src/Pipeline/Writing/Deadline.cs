using System.Runtime.InteropServices;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Writing;

/// <summary>The clock of one request: how much of its time budget is left.</summary>
/// <param name="budget">The budget, counted from the making of this value.</param>
/// <param name="time">The clock.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Deadline(TimeBudget budget, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>
    /// What is left for one attempt that is not queued or retried: a probe. One try, so that a store that still hangs leaves time for the
    /// targets behind it.
    /// </summary>
    public TimeSpan LeftForTry => budget.Try < LeftForAttempts ? budget.Try : LeftForAttempts;

    /// <summary>What is left for trying targets; zero or below when it is used up.</summary>
    public TimeSpan LeftForAttempts => budget.Attempts - time.GetElapsedTime(_started);

    /// <summary>What is left in all.</summary>
    public TimeSpan Left => budget.Total - time.GetElapsedTime(_started);
}
