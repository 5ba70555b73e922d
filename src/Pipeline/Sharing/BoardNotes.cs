using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>Writes and reads notes: compact JSON with a version. Reading is strict; what it does not understand is nothing to guess at.</summary>
internal static class BoardNotes
{
    /// <summary>The version written, and the only one read.</summary>
    public const int Version = 1;

    /// <summary>A fence that is said to hold longer than this is a mistake.</summary>
    private static readonly TimeSpan LongestFence = TimeSpan.FromHours(1);

    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 8,
    };

    /// <summary>The note's bytes.</summary>
    public static byte[] Write(BoardNote note)
    {
        var body = new NoteBody { Version = Version, Instance = note.Instance };
        return JsonSerializer.SerializeToUtf8Bytes(
            note switch
            {
                BoardNote.Owed owed => body with { Kind = "owed", Number = owed.Number, Lanes = [.. owed.Lanes.Select(BodyOf)] },
                BoardNote.Drained drained => body with { Kind = "drained", Lanes = [.. drained.Lanes.Select(BodyOf)] },
                BoardNote.Cleared cleared => body with { Kind = "cleared", Through = cleared.Through, Lanes = [BodyOf(cleared.Lane)] },
                BoardNote.Raised raised => body with { Kind = "raised", Fences = [BodyOf(raised)] },
                BoardNote.Lowered lowered => body with { Kind = "lowered", Number = lowered.Number },
                BoardNote.Summary summary => body with
                {
                    Kind = "summary",
                    Through = summary.Through,
                    Removed = summary.Removed,
                    Lanes = [.. summary.Lanes.Select(BodyOf)],
                    Fences = [.. summary.Fences.Select(BodyOf)],
                },
                _ => throw new ArgumentException("A note of no kind.", nameof(note)),
            },
            Options);
    }

    /// <summary>Reads a note; null when it is damaged or of another version.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="readAt">When it was read, by the clock that never jumps.</param>
    public static BoardNote? Read(ReadOnlySpan<byte> bytes, long readAt)
    {
        NoteBody? body;
        try
        {
            body = JsonSerializer.Deserialize<NoteBody>(bytes, Options);
        }
        catch (JsonException)
        {
            return null;
        }

        if (body is not { Version: Version, Instance: { Length: > 0 } instance })
            return null;
        switch (body.Kind)
        {
            case "owed" when NotesOf(body.Lanes) is { } lanes && lanes.TrueForAll(static lane => lane.Min <= lane.Max):
                return new BoardNote.Owed(instance, body.Number, lanes);
            case "drained" when NotesOf(body.Lanes) is { } lanes:
                return new BoardNote.Drained(instance, lanes);
            case "cleared" when body is { Through: > 0, Lanes: [var lane] } && LaneOf(lane) is { } cleared:
                return new BoardNote.Cleared(instance, cleared, body.Through);
            case "raised" when body.Fences is [var fence] && FenceOf(fence) is { } raised:
                return raised;
            case "lowered":
                return new BoardNote.Lowered(instance, body.Number);
            case "summary" when body.Through >= body.Removed && body.Removed > 0:
                var summaries = body.Lanes?.ConvertAll(lane => SummaryOf(lane, readAt)) ?? [];
                var fences = body.Fences?.ConvertAll(FenceOf) ?? [];
                return summaries.Contains(null) || fences.Contains(null)
                    ? null
                    : new BoardNote.Summary(instance, body.Through, body.Removed, summaries!, fences!);
            default:
                return null;
        }
    }

    private static List<LaneNote>? NotesOf(List<NoteBody.LaneBody>? bodies)
    {
        var notes = bodies?.ConvertAll(static body => LaneOf(body) is { } lane && body.Counts is { } counts && CountsOf(counts) is { } said
            ? new LaneNote(lane, counts.Min, counts.Max, said)
            : null);
        return notes is null or [] || notes.Contains(null) ? null : [.. notes.OfType<LaneNote>()];
    }

    private static BoardNote.LaneSummary? SummaryOf(NoteBody.LaneBody body, long readAt)
    {
        if (LaneOf(body) is not { } lane || TimeOf(body.DoneBefore) is not { } done || CountsOf(body.Counts ?? new()) is not { } drained)
            return null;
        var entries = new List<OwedEntry>();
        foreach (var range in body.Entries ?? [])
        {
            if (range is null || range.Min > range.Max || range.Sequence <= 0 || CountsOf(range) is not { } counts)
                return null;
            entries.Add(new(range.Sequence, range.Min, range.Max, counts, readAt));
        }

        return new(lane, entries, drained, done.Value);
    }

    private static OwedLane? LaneOf(NoteBody.LaneBody? body) => body is { Bucket: { Length: > 0 } bucket } ? new(body.Store ?? "", bucket) : null;

    private static OwedSummary? CountsOf(NoteBody.RangeBody body) =>
        body.Batches < 0 || body.Points < 0 || body.Bytes < 0 || body.OnlyHere < 0 || TimeOf(body.Oldest) is not { } oldest
            ? null
            : new(body.Batches, body.Points, body.Bytes, oldest.Value, body.OnlyHere);

    private static BoardNote.Raised? FenceOf(NoteBody.FenceBody? body) =>
        body is { Instance: { Length: > 0 } instance, Store: { Length: > 0 } store, Bucket: { Length: > 0 } bucket, Lifetime: > 0 }
            && body.Min <= body.Max && body.Lifetime <= LongestFence.TotalMilliseconds
            ? new(instance, body.Number, new(store, bucket), body.Min, body.Max, TimeSpan.FromMilliseconds(body.Lifetime))
            : null;

    /// <summary>A time that may be none; null when it is no time.</summary>
    private static Moment? TimeOf(long ticks) =>
        ticks == 0 ? new(null) : ticks > 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks ? new(new(ticks, TimeSpan.Zero)) : null;

    private static NoteBody.LaneBody BodyOf(OwedLane lane) => new() { Store = lane.IsUnstored ? null : lane.Store, Bucket = lane.Bucket };

    private static NoteBody.LaneBody BodyOf(LaneNote note) => BodyOf(note.Lane) with { Counts = BodyOf(note.Counts) with { Min = note.Min, Max = note.Max } };

    private static NoteBody.LaneBody BodyOf(BoardNote.LaneSummary lane) => BodyOf(lane.Lane) with
    {
        Counts = BodyOf(lane.Drained),
        Entries = [.. lane.Entries.Select(static entry => BodyOf(entry.Counts) with { Sequence = entry.Sequence, Min = entry.Min, Max = entry.Max })],
        DoneBefore = lane.DoneBefore?.UtcTicks ?? 0,
    };

    private static NoteBody.RangeBody BodyOf(OwedSummary counts) => new()
    {
        Batches = counts.Batches,
        Points = counts.Points,
        Bytes = counts.Bytes,
        OnlyHere = counts.OnlyHere,
        Oldest = counts.Oldest?.UtcTicks ?? 0,
    };

    private static NoteBody.FenceBody BodyOf(BoardNote.Raised fence) => new()
    {
        Instance = fence.Instance,
        Number = fence.Number,
        Store = fence.Lane.Store,
        Bucket = fence.Lane.Bucket,
        Min = fence.Min,
        Max = fence.Max,
        Lifetime = (long)Math.Ceiling(fence.Lifetime.TotalMilliseconds),
    };

    private readonly record struct Moment(DateTimeOffset? Value);
}
