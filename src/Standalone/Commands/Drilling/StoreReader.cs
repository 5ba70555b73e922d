using System.Text.Json;
using Holdfast.Pipeline.Stores;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Reads back what a run has left in a store, by InfluxQL, in windows so that no answer grows with the drill.</summary>
/// <param name="run">The run's tag.</param>
/// <param name="time">The clock of the transport.</param>
internal sealed class StoreReader(string run, TimeProvider time)
{
    private const long Window = 10_000_000_000;
    private const int MaximumAnswer = 256 * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Reads a bucket.</summary>
    /// <param name="target">The bucket.</param>
    /// <param name="first">The lowest timestamp of the run, in nanoseconds.</param>
    /// <param name="last">The highest.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The points, or why they cannot be read.</returns>
    public async Task<(DrillContent? Content, string? Error)> ReadAsync(DrillTarget target, long first, long last, CancellationToken cancellation)
    {
        using var transport = new HttpStoreTransport(target.Store, time);
        var client = new StoreClient(target.Store, transport, time);
        var points = new Dictionary<long, DrillPoint>();
        for (var from = first; from <= last; from += Window)
        {
            var query = $"SELECT \"v\", \"tier\" FROM \"{DrillTraffic.Measurement}\" WHERE \"run\" = '{run}' AND time >= {from} AND time < {from + Window}";
            using var limit = new CancellationTokenSource(Limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            QueryAnswer answer;
            try
            {
                answer = await client.QueryAsync(target.Bucket, query, MaximumAnswer, either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return (null, $"{target.Store.Definition.Name}/{target.Bucket}: no answer within {Limit}");
            }

            if (answer.Outcome != QueryOutcome.Answered || !TryParse(answer.Text, points))
                return (null, $"{target.Store.Definition.Name}/{target.Bucket} cannot be read: {answer.Text[..Math.Min(200, answer.Text.Length)]}");
        }

        return (new(target.Store.Definition.Name, target.Tier, target.IsPrimary, target.Eligible, points), null);
    }

    /// <summary>Reads the rows of an answer; false when it is not one of InfluxQL.</summary>
    internal static bool TryParse(string json, Dictionary<long, DrillPoint> points)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (!document.RootElement.GetProperty("results")[0].TryGetProperty("series", out var series))
                return !document.RootElement.GetProperty("results")[0].TryGetProperty("error", out _);
            foreach (var one in series.EnumerateArray())
            {
                var columns = one.GetProperty("columns").EnumerateArray().Select(static column => column.GetString()).ToList();
                var (at, value, tier) = (columns.IndexOf("time"), columns.IndexOf("v"), columns.IndexOf("tier"));
                foreach (var row in one.GetProperty("values").EnumerateArray())
                    points[row[at].GetInt64()] = new(row[value].GetInt64(), row[tier].GetString() ?? "");
            }

            return true;
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }
}
