namespace Holdfast.Pipeline.Configuration;

/// <summary>How a batch reaches its tier's targets.</summary>
public enum DeliveryMode
{
    /// <summary>To the first target that takes it; the primary is owed it if that was another.</summary>
    Failover = 0,

    /// <summary>To every target at once; acknowledged on the first commit, the others are owed it until they have it too.</summary>
    Fanout,
}
