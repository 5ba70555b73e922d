namespace Holdfast.Pipeline.Recovering;

/// <summary>How a replay ended.</summary>
public enum RewindStatus
{
    /// <summary>Everything that was kept is written again, or there was nothing.</summary>
    Done,

    /// <summary>The store did not take it, or may not be written to; it is still to be done, from the beginning.</summary>
    Failed,
}
