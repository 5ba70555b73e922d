namespace Holdfast.Routing.Alerting;

/// <summary>Whether to worry, from the best on. In lower case the word outside.</summary>
public enum OverallStatus
{
    /// <summary>Nothing is to be known.</summary>
    Ok = 0,

    /// <summary>Stores are being recovered, or miss something, and none is out of service.</summary>
    Recovering,

    /// <summary>An alert of severity P2, or a breaker that is not closed.</summary>
    Degraded,

    /// <summary>An alert of severity P1.</summary>
    Critical,
}
