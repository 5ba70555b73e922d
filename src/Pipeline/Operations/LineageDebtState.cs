namespace Holdfast.Pipeline.Operations;

/// <summary>How a debt of a batch stands.</summary>
public enum LineageDebtState
{
    /// <summary>The store is still owed the batch.</summary>
    Owed = 0,

    /// <summary>The store was given it by this instance.</summary>
    Given,

    /// <summary>It is not in the deferred log any more: another instance has delivered it, or it has expired.</summary>
    Gone,
}
