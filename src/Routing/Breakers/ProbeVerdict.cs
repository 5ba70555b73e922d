namespace Holdfast.Routing.Breakers;

/// <summary>What a probe has shown.</summary>
public enum ProbeVerdict
{
    /// <summary>The store took it.</summary>
    Succeeded = 0,

    /// <summary>The store did not take it, or not before the lease expired.</summary>
    Failed,

    /// <summary>Nothing: it was cancelled, or its data was at fault. It counts neither for the store nor against it.</summary>
    Inconclusive,
}
