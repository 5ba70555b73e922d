namespace Holdfast.Routing.Planning;

/// <summary>What a bisection found out about a unit.</summary>
public enum BisectionFate
{
    /// <summary>Nothing for sure: the store may have it or not. Sending it again is harmless.</summary>
    Unresolved = 0,

    /// <summary>The store accepted it.</summary>
    Committed,

    /// <summary>The store refused it on its own.</summary>
    Poison,
}
