namespace Holdfast.Pipeline.Stores;

/// <summary>What a health check found out.</summary>
public enum HealthVerdict
{
    /// <summary>Nothing: the caller ended it. It must count neither for the store nor against it.</summary>
    Inconclusive = 0,

    /// <summary>The store answered 2xx in time.</summary>
    Healthy,

    /// <summary>The store answered anything else, or not in time.</summary>
    Unhealthy,
}
