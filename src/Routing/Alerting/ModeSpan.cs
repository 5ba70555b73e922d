using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Alerting;

/// <summary>A stretch of time in which a breaker was in one mode.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end, excluded; after <paramref name="From"/>.</param>
public sealed record ModeSpan(BreakerMode Mode, DateTimeOffset From, DateTimeOffset To);
