namespace Holdfast.Routing.Following;

/// <summary>A copy of one store's authority, as it is published and read. Immutable; plain data for System.Text.Json.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="State">The authority's state.</param>
/// <param name="TakenAt">When the copy was taken from the authority, by the clock of whoever took it.</param>
public sealed record AuthoritySnapshot(string Store, AuthorityState State, DateTimeOffset TakenAt)
{
    /// <summary>
    /// Whether this says something later than another one of the same store: a later state, or the same state seen alive later. A board keeps
    /// the newer of two.
    /// </summary>
    public bool IsNewerThan(AuthoritySnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return State.IsNewerThan(other.State) || (!other.State.IsNewerThan(State) && TakenAt > other.TakenAt);
    }
}
