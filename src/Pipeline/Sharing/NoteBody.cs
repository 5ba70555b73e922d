using System.Text.Json.Serialization;

namespace Holdfast.Pipeline.Sharing;

/// <summary>A note as it is written: short names, since every instance reads every note.</summary>
internal sealed record NoteBody
{
    [JsonPropertyName("v")]
    public int Version { get; init; }

    [JsonPropertyName("k")]
    public string? Kind { get; init; }

    [JsonPropertyName("i")]
    public string? Instance { get; init; }

    [JsonPropertyName("n")]
    public long Number { get; init; }

    [JsonPropertyName("t")]
    public long Through { get; init; }

    [JsonPropertyName("r")]
    public long Removed { get; init; }

    [JsonPropertyName("l")]
    public List<LaneBody>? Lanes { get; init; }

    [JsonPropertyName("f")]
    public List<FenceBody>? Fences { get; init; }

    /// <summary>A lane: its range and counts, or, in a summary, its entries.</summary>
    internal sealed record LaneBody
    {
        [JsonPropertyName("s")]
        public string? Store { get; init; }

        [JsonPropertyName("b")]
        public string? Bucket { get; init; }

        [JsonPropertyName("c")]
        public RangeBody? Counts { get; init; }

        [JsonPropertyName("e")]
        public List<RangeBody>? Entries { get; init; }

        /// <summary>In 100 ns since 0001-01-01 UTC; 0 for never.</summary>
        [JsonPropertyName("d")]
        public long DoneBefore { get; init; }
    }

    /// <summary>A range and what lies in it.</summary>
    internal sealed record RangeBody
    {
        [JsonPropertyName("q")]
        public long Sequence { get; init; }

        [JsonPropertyName("m")]
        public long Min { get; init; }

        [JsonPropertyName("x")]
        public long Max { get; init; }

        [JsonPropertyName("c")]
        public long Batches { get; init; }

        [JsonPropertyName("p")]
        public long Points { get; init; }

        [JsonPropertyName("y")]
        public long Bytes { get; init; }

        [JsonPropertyName("o")]
        public long OnlyHere { get; init; }

        /// <summary>In 100 ns since 0001-01-01 UTC; 0 for none.</summary>
        [JsonPropertyName("a")]
        public long Oldest { get; init; }
    }

    /// <summary>A fence.</summary>
    internal sealed record FenceBody
    {
        [JsonPropertyName("i")]
        public string? Instance { get; init; }

        [JsonPropertyName("n")]
        public long Number { get; init; }

        [JsonPropertyName("s")]
        public string? Store { get; init; }

        [JsonPropertyName("b")]
        public string? Bucket { get; init; }

        [JsonPropertyName("m")]
        public long Min { get; init; }

        [JsonPropertyName("x")]
        public long Max { get; init; }

        /// <summary>In milliseconds.</summary>
        [JsonPropertyName("d")]
        public long Lifetime { get; init; }
    }
}
