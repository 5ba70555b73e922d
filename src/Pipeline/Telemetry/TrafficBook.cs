using System.Collections.Frozen;
using Holdfast.Routing.Alerting;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// What became of the writes of each tier, for the operations page and the alerts: cumulative counters, which whoever wants rates reads again and
/// again. Counting takes no lock and allocates nothing. Safe for any number of threads.
/// </summary>
public sealed class TrafficBook
{
    private readonly FrozenDictionary<string, TierTraffic> _tiers;

    /// <summary>An empty book.</summary>
    /// <param name="table">The tiers.</param>
    public TrafficBook(RoutingTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Tiers = [.. table.Tiers.Select(static tier => new TierTraffic(tier))];
        _tiers = Tiers.ToFrozenDictionary(static traffic => traffic.Tier.Name, StringComparer.Ordinal);
    }

    /// <summary>The tiers, in the table's order.</summary>
    internal IReadOnlyList<TierTraffic> Tiers { get; }

    /// <summary>Counts a request.</summary>
    /// <param name="tier">Its tier.</param>
    /// <param name="position">The position of the target that took it; -1 for none.</param>
    /// <param name="ending">How it ended.</param>
    /// <param name="points">The points that were acknowledged.</param>
    /// <param name="elapsed">From its admission to its answer.</param>
    public void Answered(string tier, int position, WriteEnding ending, long points, TimeSpan elapsed) =>
        _tiers[tier].Answered(position, ending, points, elapsed);

    /// <summary>Counts lines that were not taken.</summary>
    public void Rejected(string tier, RejectionCode code, long lines) => _tiers[tier].Rejected(lines, SchemaCodes.Contain(code));
}
