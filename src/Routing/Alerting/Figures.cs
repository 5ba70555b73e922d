using System.Globalization;

namespace Holdfast.Routing.Alerting;

/// <summary>Numbers as they stand in sentences: the same on every machine.</summary>
internal static class Figures
{
    /// <summary>A share as a percentage with at most one decimal; never rounded to a threshold that it is above.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    /// <summary>A share that is above a threshold: with as many decimals as it takes to see that.</summary>
    public static string PercentAbove(double share, double threshold)
    {
        var text = Percent(share);
        return string.Equals(text, Percent(threshold), StringComparison.Ordinal) ? $"just over {text}" : text;
    }

    /// <summary>A count and its noun.</summary>
    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    /// <summary>A span in its largest unit, rounded down; below two of a unit in the next smaller one.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Whole(span.TotalDays, "d"),
        { TotalHours: >= 2 } => Whole(span.TotalHours, "h"),
        { TotalMinutes: >= 2 } => Whole(span.TotalMinutes, "min"),
        _ => Whole(Math.Max(0, span.TotalSeconds), "s"),
    };

    private static string Whole(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(value):0} {unit}");
}
