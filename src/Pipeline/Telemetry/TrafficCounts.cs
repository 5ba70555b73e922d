namespace Holdfast.Pipeline.Telemetry;

/// <summary>What became of one tier's writes, counted: since the start, or between two readings.</summary>
internal sealed class TrafficCounts(long[] counts)
{
    internal const int Requests = 0;

    internal const int Deferred = 1;

    internal const int DeferredPoints = 2;

    internal const int RejectedBySchema = 3;

    internal const int RejectedOtherwise = 4;

    private const int Fixed = 5;

    /// <summary>Requests that were answered, however.</summary>
    public long Answered => counts[Requests];

    /// <summary>Requests that were deferred: no store had them when they were acknowledged.</summary>
    public long DeferredRequests => counts[Deferred];

    /// <summary>Requests that were acknowledged with at least one point.</summary>
    public long Acknowledged => Sum(Fixed, 2) + DeferredRequests;

    /// <summary>Points that were acknowledged.</summary>
    public long Points => Sum(Fixed + 1, 2) + counts[DeferredPoints];

    /// <summary>Lines that a schema rejected.</summary>
    public long BySchema => counts[RejectedBySchema];

    /// <summary>Lines that were rejected, by a schema or not.</summary>
    public long Rejected => counts[RejectedBySchema] + counts[RejectedOtherwise];

    /// <summary>Requests that the target at a position took.</summary>
    public long TakenBy(int position) => counts[RequestsOf(position)];

    /// <summary>Points that the target at a position took.</summary>
    public long PointsTakenBy(int position) => counts[PointsOf(position)];

    /// <summary>What was counted since an earlier reading.</summary>
    public TrafficCounts Since(TrafficCounts earlier)
    {
        var difference = new long[counts.Length];
        for (var counter = 0; counter < difference.Length; counter++)
            difference[counter] = counts[counter] - earlier.At(counter);
        return new(difference);
    }

    internal static int RequestsOf(int position) => Fixed + 2 * position;

    internal static int PointsOf(int position) => Fixed + 2 * position + 1;

    internal static int LengthFor(int targets) => Fixed + 2 * targets;

    private long At(int counter) => counts[counter];

    private long Sum(int first, int step)
    {
        var sum = 0L;
        for (var counter = first; counter < counts.Length; counter += step)
            sum += counts[counter];
        return sum;
    }
}
