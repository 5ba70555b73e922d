using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Following;

/// <summary>
/// What one instance tells the authority of one store. Immutable; a few hundred bytes as JSON. Delivered at least once: it is sent again, the
/// same under the same number, until the authority is known to have it.
/// </summary>
/// <param name="Origin">Who tells it.</param>
/// <param name="Delta">What it saw since its last report, stamped with the authority's generation that it followed then; may be empty.</param>
/// <param name="RewindPending">Whether it still has writes to replay to the store that the store may have lost.</param>
public sealed record BreakerReport(Origin Origin, WindowDelta Delta, bool RewindPending);
