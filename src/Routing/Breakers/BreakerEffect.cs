namespace Holdfast.Routing.Breakers;

/// <summary>What a transition means to logs, metrics and alerts.</summary>
public enum BreakerEffect
{
    /// <summary>A store that served is isolated.</summary>
    Opened = 0,

    /// <summary>A store that was being probed is isolated again, for longer.</summary>
    Reopened,

    /// <summary>Probing starts.</summary>
    HalfOpened,

    /// <summary>The store serves again.</summary>
    Closed,

    /// <summary>A store that was isolated already is now isolated by an operator, and so until it is restored.</summary>
    HeldOpen,
}
