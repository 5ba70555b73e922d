namespace Holdfast.Routing.Breakers;

/// <summary>One slice of the rolling window of <see cref="BreakerOptions.ErrorRate"/>.</summary>
/// <param name="Slot">The slice's number since the beginning of the calendar; slices are aligned.</param>
/// <param name="Successes">Requests that succeeded in it.</param>
/// <param name="Failures">Requests that failed in it.</param>
public readonly record struct WindowSlice(long Slot, long Successes, long Failures)
{
    internal bool IsSound() => Slot >= 0 && Counters.IsSound(Successes) && Counters.IsSound(Failures);
}
