using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Telemetry;

/// <content>
/// Series that are there from the start. A counter that appears only with its first event shows no rise then: whoever asks how much it rose
/// within five minutes is told nothing of that event, and a share whose one part has never happened has no value at all.
/// </content>
public sealed partial class HoldfastMetrics
{
    /// <summary>
    /// Makes every series at 0 whose tags the configuration bounds. Only listeners that listen already see it: call it once at start, after
    /// they were made. Calling it again changes nothing.
    /// </summary>
    /// <param name="table">The tiers and stores.</param>
    public void Begin(RoutingTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        foreach (var tier in table.Tiers)
            Begin(tier);
        foreach (var store in table.Stores)
        {
            _breakerTrips.Add(0, Tag(TagNames.Store, store.Name));
            foreach (var outcome in Enum.GetValues<WriteClass>())
                _storeRequests.Add(0, Tag(TagNames.Store, store.Name), Tag(TagNames.Outcome, outcome.Text()));
        }

        foreach (var refusal in Enum.GetValues<AdmissionRefusal>())
            _refused.Add(0, Tag(TagNames.Reason, refusal.Text()));
    }

    /// <summary>Says that there is a Redis: makes its series at 0, as <see cref="Begin(RoutingTable)"/> does the others.</summary>
    public void BeginRedis()
    {
        foreach (var use in (ReadOnlySpan<string>)["claims", "snapshots"])
        {
            CountRedis(0, use, fellBack: false);
            CountRedis(0, use, fellBack: true);
        }
    }

    private void Begin(Tier tier)
    {
        foreach (var target in tier.Chain)
            Begin(tier.Name, target.Store, target.Position == 0 ? WriteEnding.Committed : WriteEnding.Fallback);
        foreach (var ending in (ReadOnlySpan<WriteEnding>)[WriteEnding.Deferred, WriteEnding.Rejected, WriteEnding.Unavailable])
            Begin(tier.Name, None, ending);
        foreach (var target in tier.Chain)
            _retriesExhausted.Add(0, Tag(TagNames.Tier, tier.Name), Tag(TagNames.Store, target.Store));
        foreach (var code in Enum.GetValues<RejectionCode>())
            _rejectedLines.Add(0, Tag(TagNames.Tier, tier.Name), Tag(TagNames.Code, code.Text()));
        foreach (var reason in Enum.GetValues<SkipReason>().Where(static reason => reason != SkipReason.None))
            _fallbacks.Add(0, Tag(TagNames.Tier, tier.Name), Tag(TagNames.Reason, _fallbackReasons.Of(reason.Text())));
        _deduplicated.Add(0, Tag(TagNames.Tier, tier.Name));
    }

    private void Begin(string tier, string store, WriteEnding outcome)
    {
        var tierTag = Tag(TagNames.Tier, tier);
        var storeTag = Tag(TagNames.Store, store);
        var outcomeTag = Tag(TagNames.Outcome, outcome.Text());
        _writes.Add(0, tierTag, storeTag, outcomeTag);
        _points.Add(0, tierTag, storeTag, outcomeTag);
        _bytes.Add(0, tierTag, storeTag, outcomeTag);
    }
}
