using Holdfast.Pipeline.Reconciling;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Recovering;

/// <summary>What a <see cref="Rewinder"/> remembers of one store between two replays. One replay at a time; the wait may be read by any thread.</summary>
internal sealed class RewindTurn
{
    private long _notBefore = long.MinValue;

    /// <summary>The fences of the replay that is under way, or of one that failed and is still to be done.</summary>
    public List<IDisposable> Fences { get; private set; } = [];

    /// <summary>
    /// Whether the last replay failed. The next one is due even if nothing is kept any more, because a large batch took all the room: only it
    /// lowers the fences, which hold up the backfill.
    /// </summary>
    public bool IsUnfinished { get; set; }

    /// <summary>The ranges that are noted on the disk, of the replay that is under way or of those that failed.</summary>
    public List<PendingRepair> Noted { get; } = [];

    /// <summary>The targets that the last replay passed over because they were not eligible: once one is, everything is replayed again.</summary>
    public IReadOnlyCollection<(Tier Tier, Target Target)> PassedOver { get; set; } = [];

    /// <summary>Whether the next replay may begin.</summary>
    public bool MayBegin(TimeProvider time) => time.GetTimestamp() >= Interlocked.Read(ref _notBefore);

    /// <summary>Keeps the next replay from beginning for so long.</summary>
    public void PutOff(TimeSpan wait, TimeProvider time) =>
        Interlocked.Exchange(ref _notBefore, time.GetTimestamp() + (long)Math.Ceiling(wait.TotalSeconds * time.TimestampFrequency));

    /// <summary>Hands the noted ranges over.</summary>
    public List<PendingRepair> TakeNoted()
    {
        List<PendingRepair> taken = [.. Noted];
        Noted.Clear();
        return taken;
    }

    /// <summary>Hands the fences over.</summary>
    public List<IDisposable> TakeFences()
    {
        var taken = Fences;
        Fences = [];
        return taken;
    }
}
