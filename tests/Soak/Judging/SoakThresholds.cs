namespace Holdfast.Soak.Judging;

/// <summary>What is still kept.</summary>
internal sealed record SoakThresholds
{
    private const double MiB = 1024 * 1024;

    /// <summary>How long an answer may take: <c>Delivery:Timeout</c> and what the two ends of a connection need on a busy machine.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a store may take from the end of its fault until it has everything.</summary>
    public required TimeSpan Recovery { get; init; }

    /// <summary>How long nobody may take writes when Holdfast is killed.</summary>
    public TimeSpan Restart { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What resident memory may gain, in bytes, and as a part of itself.</summary>
    public (double Bytes, double Share) Memory { get; init; } = (48 * MiB, 0.2);

    /// <summary>What the managed heap may gain.</summary>
    public (double Bytes, double Share) Managed { get; init; } = (24 * MiB, 0.25);

    /// <summary>How many handles may be gained: more than one connection to each store.</summary>
    public double Handles { get; init; } = 24;

    /// <summary>How many threads may be gained.</summary>
    public double Threads { get; init; } = 12;
}
