using Holdfast.Pipeline.Reconciling;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Recovering;

/// <summary>What a <see cref="Rewinder"/> remembers of one store between two replays. One replay at a time; the wait may be read by any thread.</summary>
internal sealed class RewindTurn
{
    private long _notBefore = long.MinValue;
    private volatile bool _unfinished;

    /// <summary>Whether the last replay did not get to its end.</summary>
    public bool Unfinished
    {
        get => _unfinished;
        set => _unfinished = value;
    }

    /// <summary>What protects the replay that is under way, or one that failed and is still to be done.</summary>
    public List<RepairScope> Scopes { get; private set; } = [];

    /// <summary>The targets that the last replay passed over because they were not eligible: once one is, everything is replayed again.</summary>
    public IReadOnlyCollection<(Tier Tier, Target Target)> PassedOver { get; set; } = [];

    /// <summary>Whether the next replay may begin.</summary>
    public bool MayBegin(TimeProvider time) => time.GetTimestamp() >= Interlocked.Read(ref _notBefore);

    /// <summary>Keeps the next replay from beginning for so long.</summary>
    public void PutOff(TimeSpan wait, TimeProvider time) =>
        Interlocked.Exchange(ref _notBefore, time.GetTimestamp() + (long)Math.Ceiling(wait.TotalSeconds * time.TimestampFrequency));

    /// <summary>Hands the protections over.</summary>
    public List<RepairScope> TakeScopes()
    {
        var taken = Scopes;
        Scopes = [];
        return taken;
    }
}
