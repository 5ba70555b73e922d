using System.Text.Json;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Stores;

/// <summary>Reads a time to live out of what stores answer. What is not understood is 'cannot tell', never a guess.</summary>
internal static class RetentionReader
{
    /// <summary>Reads the answer to <c>SHOW RETENTION POLICIES</c>.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="database">The database, for messages.</param>
    /// <param name="policy">The policy; empty for the default one.</param>
    public static RetentionAnswer OfPolicies(QueryAnswer answer, string database, string policy) => answer.Outcome switch
    {
        QueryOutcome.Answered => Parse(answer.Text, root => OfPolicies(root, database, policy)),
        QueryOutcome.Unreachable => RetentionAnswer.Unreachable(answer.Text),
        _ when answer.Text.Contains("database not found", StringComparison.OrdinalIgnoreCase) => RetentionAnswer.NotFound(answer.Text),
        _ => RetentionAnswer.CannotTell(answer.Text),
    };

    /// <summary>Reads the answer to <c>GET /api/v2/buckets</c>.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="answer">What it means.</param>
    /// <param name="bucket">The bucket's name.</param>
    public static RetentionAnswer OfBuckets(int status, QueryAnswer answer, string bucket) => answer.Outcome switch
    {
        QueryOutcome.Answered => Parse(answer.Text, root => OfBuckets(root, bucket)),
        QueryOutcome.Unreachable => RetentionAnswer.Unreachable(answer.Text),

        // A 404 may as well be about the organisation or the path, which says nothing about the bucket.
        _ when status == 404 && answer.Text.StartsWith("bucket ", StringComparison.OrdinalIgnoreCase) => RetentionAnswer.NotFound(answer.Text),
        _ => RetentionAnswer.CannotTell(answer.Text),
    };

    private static RetentionAnswer OfPolicies(JsonElement root, string database, string policy)
    {
        var series = root.GetProperty("results")[0].GetProperty("series")[0];
        var columns = series.GetProperty("columns").EnumerateArray().Select(static column => column.GetString()).ToList();
        var (name, duration, isDefault) = (columns.IndexOf("name"), columns.IndexOf("duration"), columns.IndexOf("default"));
        if (name < 0 || duration < 0 || isDefault < 0)
            return RetentionAnswer.CannotTell("the store answers without durations");

        if (series.TryGetProperty("values", out var rows))
            foreach (var row in rows.EnumerateArray())
                if (policy.Length == 0 ? row[isDefault].GetBoolean() : string.Equals(row[name].GetString(), policy, StringComparison.Ordinal))
                    return InfluxQl.TryParseDuration(row[duration].GetString() ?? "", out var retention)
                        ? RetentionAnswer.Known(retention)
                        : RetentionAnswer.CannotTell($"the store answers the duration '{row[duration]}'");
        return RetentionAnswer.NotFound(policy.Length == 0
            ? $"database '{database}' has no default retention policy"
            : $"database '{database}' has no retention policy '{policy}'");
    }

    private static RetentionAnswer OfBuckets(JsonElement root, string bucket)
    {
        foreach (var candidate in root.GetProperty("buckets").EnumerateArray())
        {
            if (!string.Equals(candidate.GetProperty("name").GetString(), bucket, StringComparison.Ordinal))
                continue;
            var seconds = 0L;
            if (candidate.TryGetProperty("retentionRules", out var rules))
                foreach (var rule in rules.EnumerateArray())
                    seconds = rule.GetProperty("everySeconds").GetInt64();
            return seconds >= 0 && seconds <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond
                ? RetentionAnswer.Known(TimeSpan.FromTicks(seconds * TimeSpan.TicksPerSecond))
                : RetentionAnswer.CannotTell($"the store answers {seconds} seconds");
        }

        return RetentionAnswer.NotFound($"bucket '{bucket}' does not exist");
    }

    private static RetentionAnswer Parse(string json, Func<JsonElement, RetentionAnswer> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return RetentionAnswer.CannotTell("the store answers something else than a list of times to live");
        }
    }
}
