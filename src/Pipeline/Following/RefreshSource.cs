namespace Holdfast.Pipeline.Following;

/// <summary>What an instance's view of a store's breaker rests on.</summary>
public enum RefreshSource
{
    /// <summary>The board of snapshots.</summary>
    Board = 0,

    /// <summary>The authority itself, because there is no board, or it was away or behind.</summary>
    Authority,

    /// <summary>What the instance saw by itself: the authority's last word is older than the budget.</summary>
    Local,
}
