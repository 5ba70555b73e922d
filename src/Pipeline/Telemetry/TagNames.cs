namespace Holdfast.Pipeline.Telemetry;

/// <summary>The tags of every instrument of meter <c>Holdfast</c>. Each takes few values: names from the configuration, or words from an enumeration.</summary>
public static class TagNames
{
    /// <summary>The tier's name.</summary>
    public const string Tier = "tier";

    /// <summary>The store's name; <c>none</c> where no store took part.</summary>
    public const string Store = "store";

    /// <summary>
    /// How it ended: a <see cref="WriteEnding"/> in snake case, of an attempt at a store a <see cref="Routing.Planning.WriteClass"/>, otherwise one
    /// of the few words that the instrument's method tells.
    /// </summary>
    public const string Outcome = "outcome";

    /// <summary>Why, as a stable code in snake case; at most <see cref="BoundedTag.MaxValues"/> different ones, then <c>other</c>.</summary>
    public const string Reason = "reason";

    /// <summary>A <see cref="Routing.LineProtocol.RejectionCode"/> in snake case, or <see cref="HoldfastMetrics.Unlisted"/>.</summary>
    public const string Code = "code";

    /// <summary>The state that a breaker changed to: <c>closed</c>, <c>open</c>, <c>half_open</c>.</summary>
    public const string State = "state";

    /// <summary>What an instance's view of a breaker rests on: <c>board</c>, <c>authority</c>, <c>local</c>.</summary>
    public const string Source = "source";

    /// <summary>What Redis was wanted for: <c>claims</c>, <c>snapshots</c>.</summary>
    public const string Use = "use";
}
