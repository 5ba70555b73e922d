namespace Holdfast.Soak.Judging;

/// <summary>
/// Whether a figure that goes up and down with the work creeps up beside that. Pure. The span is cut into equal parts, and each stands for
/// itself with its floor (the tenth percentile), because backlogs and the collector's sawtooth only ever raise a figure, and a leak raises what
/// it falls back to. Through the floors goes the line of Theil and Sen, which a single odd part does not turn.
/// </summary>
/// <param name="First">The line's value at the beginning of the span.</param>
/// <param name="Growth">What the line rises by over the span.</param>
/// <param name="Certainty">
/// From -1 to 1: how many of all pairs of parts rise, less how many fall (Kendall's tau). Chance alone stays within about 0.5 for eight parts.
/// </param>
internal sealed record GrowthTrend(double First, double Growth, double Certainty)
{
    /// <summary>How many parts the span is cut into.</summary>
    public const int Parts = 8;

    /// <summary>The samples that each part needs.</summary>
    public const int SamplesPerPart = 3;

    /// <summary>Above it, a rise is not chance.</summary>
    public const double CertainAbove = 0.6;

    private const double Floor = 0.1;

    /// <summary>Finds it.</summary>
    /// <param name="samples">The figure's values with their moments, in the order of time.</param>
    /// <returns>Null when there are too few.</returns>
    public static GrowthTrend? Of(IReadOnlyList<(TimeSpan At, double Value)> samples)
    {
        if (samples.Count < Parts * SamplesPerPart)
            return null;
        var floors = Enumerable.Range(0, Parts).Select(part => FloorOf(samples, part)).ToArray();
        var slopes = new List<double>();
        var signs = 0;
        for (var one = 0; one < Parts; one++)
        {
            for (var later = one + 1; later < Parts; later++)
            {
                slopes.Add((floors[later] - floors[one]) / (later - one));
                signs += Math.Sign(floors[later] - floors[one]);
            }
        }

        var slope = Median(slopes);
        var first = Median([.. floors.Select((floor, part) => floor - (slope * part))]);
        return new(first, slope * (Parts - 1), signs / (double)slopes.Count);
    }

    /// <summary>Whether it grows: certainly, and by more than this.</summary>
    /// <param name="allowance">What may be gained over the span whatever the figure is.</param>
    /// <param name="share">What may be gained as a part of the figure.</param>
    public bool GrowsBeyond(double allowance, double share) => Certainty > CertainAbove && Growth > Math.Max(allowance, First * share);

    private static double FloorOf(IReadOnlyList<(TimeSpan At, double Value)> samples, int part)
    {
        var (from, to) = (samples.Count * part / Parts, samples.Count * (part + 1) / Parts);
        var values = samples.Skip(from).Take(to - from).Select(static sample => sample.Value).Order().ToArray();
        return values[(int)(values.Length * Floor)];
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
