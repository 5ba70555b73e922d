using System.Globalization;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>What an operator wants compared; everything may be left out.</summary>
public sealed record ReconcileOrder
{
    /// <summary>The tier's name; all tiers when it is left out.</summary>
    public string? Tier { get; init; }

    /// <summary>The earliest timestamp, ISO 8601, UTC unless it says otherwise; <see cref="ReconcileOptions.Depth"/> ago when it is left out.</summary>
    public string? From { get; init; }

    /// <summary>Behind the latest timestamp, ISO 8601; now when it is left out.</summary>
    public string? To { get; init; }

    /// <summary>The timestamps that are meant, or what is wrong with them.</summary>
    /// <param name="now">The time.</param>
    /// <param name="depth">How far back when <see cref="From"/> is left out.</param>
    public (TimeWindow Range, string? Fault) RangeAt(DateTimeOffset now, TimeSpan depth)
    {
        if (!TryParse(To, now, out var to))
            return (default, $"to is no time: \"{To}\"; write it like 2026-11-20T09:00:00Z");
        if (!TryParse(From, to - depth, out var from))
            return (default, $"from is no time: \"{From}\"; write it like 2026-11-20T09:00:00Z");
        return from < to ? (new(UnixTime.Nanoseconds(from), UnixTime.Nanoseconds(to)), null) : (default, "from must be before to");
    }

    private static bool TryParse(string? text, DateTimeOffset missing, out DateTimeOffset moment)
    {
        moment = missing;
        return text is null || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
    }
}
