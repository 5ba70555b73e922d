using Holdfast.Functions.Influx;
using Holdfast.Pipeline.Stores;

namespace Holdfast.Functions.Tests.Influx;

/// <summary>The client library's calls, answered as the test says; every query is remembered.</summary>
internal sealed class FakeInflux : IInfluxCalls
{
    public List<string> Queries { get; } = [];

    public List<(string Id, bool Active)> Changes { get; } = [];

    public Func<string, InfluxReply<IReadOnlyList<long>>> Retentions { get; set; } = static _ => InfluxReply<IReadOnlyList<long>>.Of([]);

    public Func<string, int, InfluxReply<IReadOnlyList<StoreTask>>> Tasks { get; set; } = static (_, _) => InfluxReply<IReadOnlyList<StoreTask>>.Of([]);

    public Func<CancellationToken, Task<InfluxReply<bool>>> Change { get; set; } = static _ => Task.FromResult(InfluxReply<bool>.Of(true));

    /// <summary>The rows that every query has.</summary>
    public List<Dictionary<string, object?>> Rows { get; } = [];

    /// <summary>How every query ends, behind its rows.</summary>
    public InfluxReply<bool> Ending { get; set; } = InfluxReply<bool>.Of(true);

    public Task<InfluxReply<IReadOnlyList<long>>> RetentionsAsync(string bucket, CancellationToken ct) => Task.FromResult(Retentions(bucket));

    public Task<InfluxReply<IReadOnlyList<StoreTask>>> TasksAsync(string after, int most, CancellationToken ct) => Task.FromResult(Tasks(after, most));

    public Task<InfluxReply<bool>> SetTaskAsync(string id, bool active, CancellationToken ct)
    {
        Changes.Add((id, active));
        return Change(ct);
    }

    public Task<InfluxReply<bool>> QueryAsync(string flux, Func<IReadOnlyDictionary<string, object?>, bool> take, CancellationToken ct)
    {
        Queries.Add(flux);
        return Task.FromResult(Rows.TrueForAll(row => take(row)) ? Ending : InfluxReply<bool>.Of(false));
    }

    /// <summary>A row of a cell, as the library hands it over.</summary>
    public static Dictionary<string, object?> Row(string result, long table, long time, string field, object? value, params (string Key, object? Value)[] tags)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["result"] = result,
            ["table"] = table,
            ["_time"] = time,
            ["_measurement"] = "m",
            ["_field"] = field,
            ["_value"] = value,
        };
        foreach (var (key, tag) in tags)
            row[key] = tag;
        return row;
    }
}
