using Holdfast.Routing.Batching;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Recovering;

/// <summary>What a replay has written so far.</summary>
internal sealed class RewindTally
{
    private readonly Dictionary<string, RecoverySpan> _spans = new(StringComparer.Ordinal);
    private readonly HashSet<(Tier Tier, Target Target)> _passedOver = [];
    private RecoveryPortion _portion;

    /// <summary>The targets that could not be written to because they were not eligible.</summary>
    public IReadOnlyCollection<(Tier Tier, Target Target)> PassedOver => _passedOver;

    public void PassOver(Tier tier, Target target) => _passedOver.Add((tier, target));

    /// <summary>Something was written.</summary>
    /// <param name="batch">What.</param>
    /// <param name="batches">How many batches of the ring it was; 0 for points that several of them had.</param>
    public void Wrote(Batch batch, int batches)
    {
        _portion = _portion.Plus(new(batches, batch.Points, batch.Lines.Length));
        var tier = batch.Tier.Name;
        _spans[tier] = _spans.TryGetValue(tier, out var span)
            ? span.Covering(batch.MinTime, batch.MaxTime)
            : new(tier, batch.MinTime, batch.MaxTime);
    }

    public RewindOutcome Over(string? fault) => new(_portion, [.. _spans.Values], fault);
}
