using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>
/// A range that another instance has announced: what this instance committed in it since, without knowing, must still be appended behind.
/// </summary>
/// <param name="Lane">The lane.</param>
/// <param name="Min">The lowest timestamp, in nanoseconds since 1970.</param>
/// <param name="Max">The highest.</param>
/// <param name="Since">When the announcement became durable, by the board's clock.</param>
internal sealed record MakeUp(OwedLane Lane, long Min, long Max, DateTimeOffset Since);
