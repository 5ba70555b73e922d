using System.Runtime.InteropServices;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Batching;

/// <summary>What decides whether a point is taken, apart from its own text and the schema.</summary>
/// <param name="Precision">The unit of the producer's timestamps.</param>
/// <param name="Now">The time of arrival in nanoseconds: stamped, truncated to the precision, on lines without a timestamp.</param>
/// <param name="Oldest">Timestamps before this are beyond the tier's time to live; <see cref="long.MinValue"/> when it keeps for ever.</param>
/// <param name="Newest">Timestamps after this are too far in the future.</param>
/// <param name="MaxLineBytes">The longest line, in bytes.</param>
/// <param name="MaxListed">How many rejected lines are listed one by one; at least 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BatchRules(
    TimestampPrecision Precision, long Now, long Oldest, long Newest, int MaxLineBytes, int MaxListed);
