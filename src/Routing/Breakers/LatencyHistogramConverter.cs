using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Routing.Breakers;

/// <summary>
/// A histogram as the flat array of bucket, count, bucket, count…, ascending, without the empty buckets. Anything else is refused.
/// </summary>
public sealed class LatencyHistogramConverter : JsonConverter<LatencyHistogram>
{
    /// <inheritdoc/>
    public override LatencyHistogram Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A latency histogram is an array.");
        var counts = new long[LatencyHistogram.BucketCount];
        var previous = -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var bucket = Number(ref reader);
            if (bucket <= previous || bucket >= counts.Length)
                throw new JsonException("A latency histogram's buckets ascend and are within its range.");
            if (!reader.Read())
                throw new JsonException("A latency histogram ends early.");
            var count = Number(ref reader);
            if (count is < 1 or > Counters.Maximum)
                throw new JsonException("A latency histogram's counts are at least 1.");
            counts[bucket] = count;
            previous = (int)bucket;
        }

        return LatencyHistogram.FromCounts(counts);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LatencyHistogram value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartArray();
        for (var bucket = 0; bucket < LatencyHistogram.BucketCount; bucket++)
        {
            if (value.CountOf(bucket) == 0)
                continue;
            writer.WriteNumberValue(bucket);
            writer.WriteNumberValue(value.CountOf(bucket));
        }

        writer.WriteEndArray();
    }

    private static long Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)
            ? number
            : throw new JsonException("A latency histogram holds whole numbers only.");
}
