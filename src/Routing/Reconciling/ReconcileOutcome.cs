namespace Holdfast.Routing.Reconciling;

/// <summary>How a comparison ended, from good to bad: of several the last one counts.</summary>
public enum ReconcileOutcome
{
    /// <summary>Everything was compared, and what was missing was repaired or refused by the store for good.</summary>
    Complete = 0,

    /// <summary>One of the two stores does not answer InfluxQL, and never will.</summary>
    Unsupported,

    /// <summary>Some windows could not be compared; the others were.</summary>
    Partial,

    /// <summary>The store is owed something in the range: what is missing may still come from the deferred log.</summary>
    Owed,

    /// <summary>A store was not to be asked: not closed, not eligible, or it asked to be left alone.</summary>
    Hindered,

    /// <summary>A store failed to answer or to take a repair, or the disk failed; nothing more was asked of it.</summary>
    Failed,

    /// <summary>The process was told to stop.</summary>
    Stopped,
}
