using System.Collections.Immutable;
using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>What an instance knows of the board; replaced whole, and asked without a lock.</summary>
/// <param name="Lanes">What is announced.</param>
/// <param name="Fences">What others have raised.</param>
/// <param name="Unreadable">How many notes could not be read: as long as there are any, anything may be owed.</param>
/// <param name="FreshAt">When the last complete read began, by the clock that never jumps; null before the first.</param>
internal sealed record FenceView(ImmutableDictionary<OwedLane, LaneView> Lanes, ImmutableArray<RaisedFence> Fences, int Unreadable, long? FreshAt)
{
    public static readonly FenceView Empty = new(ImmutableDictionary<OwedLane, LaneView>.Empty, [], 0, null);

    public bool Overlaps(OwedLane lane, long min, long max) => !Lanes.IsEmpty && Lanes.TryGetValue(lane, out var owed) && owed.Overlaps(min, max);
}
