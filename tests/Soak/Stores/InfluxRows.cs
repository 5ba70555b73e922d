using System.Text.Json;

namespace Holdfast.Soak.Stores;

/// <summary>Reads rows by InfluxQL, a window at a time, so that no answer grows with the run.</summary>
internal static class InfluxRows
{
    private const long WindowMilliseconds = 30_000;

    /// <summary>Reads a retention policy's measurements.</summary>
    public static async Task ReadAsync(
        HttpClient http, Uri store, string source, string database, IReadOnlyList<string> measurements, long from, long to, Action<StoredRow> see, CancellationToken cancellation)
    {
        for (var start = from; start <= to; start += WindowMilliseconds)
        {
            foreach (var measurement in measurements)
            {
                var select = $"SELECT \"v\" FROM {source}.\"{measurement}\" WHERE time >= {start}000000 AND time < {start + WindowMilliseconds}000000 GROUP BY \"host\", \"tier\"";
                using var answer = await http.GetAsync(new Uri(store, $"/query?epoch=ns&db={database}&q={Uri.EscapeDataString(select)}"), cancellation);
                await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
                using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
                Tell(document.RootElement, measurement, see);
            }
        }
    }

    /// <summary>Runs a statement that changes something.</summary>
    public static async Task ChangeAsync(HttpClient http, Uri store, string statement)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["q"] = statement });
        using var answer = await http.PostAsync(new Uri(store, "/query"), form);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode || text.Contains("\"error\"", StringComparison.Ordinal))
            throw new InvalidOperationException($"{statement}: {text}");
    }

    private static void Tell(JsonElement answer, string measurement, Action<StoredRow> see)
    {
        if (!answer.TryGetProperty("results", out var results) || results[0].TryGetProperty("error", out _))
            throw new InvalidOperationException($"the query was answered {answer.GetRawText()}");
        if (!results[0].TryGetProperty("series", out var series))
            return;
        foreach (var one in series.EnumerateArray())
        {
            var tags = one.GetProperty("tags");
            var (host, tier) = (tags.GetProperty("host").GetString()!, tags.GetProperty("tier").GetString()!);
            foreach (var row in one.GetProperty("values").EnumerateArray())
            {
                var time = row[0].GetInt64();
                see(new(measurement, host, tier, time % 1_000_000 == 0 ? time / 1_000_000 : -1, (long)row[1].GetDouble()));
            }
        }
    }
}
