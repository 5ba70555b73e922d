namespace Holdfast.Pipeline.Stores;

/// <summary>What fault isolation found out about one batch.</summary>
public enum BatchFate
{
    /// <summary>
    /// Not everything is known: something that is not the data's fault, or the limit on requests, ended the search. The batch is to be
    /// kept, without the points that are already known to be poison; sending the rest again is harmless.
    /// </summary>
    Unresolved = 0,

    /// <summary>The store has all of it.</summary>
    Committed,

    /// <summary>The store has all of it but the refused points, which may be all there are.</summary>
    CommittedExceptPoison,

    /// <summary>The store refuses it for good, and it could not be divided into points.</summary>
    Failed,
}
