using System.Globalization;

namespace Holdfast.Pipeline.Tracing;

/// <summary>What the book knows of one batch, copied out of it.</summary>
internal sealed record LineageRoute(LineageFacts Facts, LineageAnswer? Answer, string? TraceId)
{
    public IReadOnlyList<RouteHop> Hops { get; init; } = [];

    public IReadOnlyList<(string Store, DateTimeOffset Since)> Owed { get; init; } = [];

    public IReadOnlyList<LineageDelivery> Deliveries { get; init; } = [];

    public int Letters { get; init; }

    public IReadOnlyList<string> LetterIds { get; init; } = [];

    /// <summary>Puts together what the ring and the story say; null when neither says anything.</summary>
    public static LineageRoute? Of(string id, RecentWrite? recent, LineageStory? story)
    {
        if (recent is null && story is null)
            return null;
        var answer = story?.Answer ?? (recent is { } write
            ? new LineageAnswer(write.At, write.Outcome, write.Store, write.Elapsed, write.Rejected, TraceParent: null)
            : null);
        var facts = recent is { } known ? new LineageFacts(id, known.Tier, known.Bucket, known.Points, known.Bytes) : story!.Facts;
        var trace = recent?.Trace is { } seen && seen != UInt128.Zero ? seen : RecentWrites.TraceOf(story?.Answer?.TraceParent ?? story?.TraceParent);
        var route = new LineageRoute(facts, answer, trace == UInt128.Zero ? null : trace.ToString("x32", CultureInfo.InvariantCulture));
        return story is null
            ? route
            : route with { Hops = story.Hops, Owed = story.Owed, Deliveries = story.Deliveries, Letters = story.Letters, LetterIds = story.LetterIds };
    }
}
