using System.IO.Pipelines;
using System.Text;
using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl;
using Holdfast.Standalone.Embedded.InfluxQl.Execution;
using Holdfast.Standalone.Tests.Support;

namespace Holdfast.Standalone.Tests.Embedded;

/// <summary>A store with one bucket <c>b</c>, or whatever the options say, on virtual time.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private StoreFixture(EmbeddedStore store, EmbeddedTime time)
    {
        Store = store;
        Time = time;
    }

    public EmbeddedStore Store { get; }

    public EmbeddedTime Time { get; }

    public static async Task<StoreFixture> OpenAsync(EmbeddedStoreOptions? options = null, EmbeddedTime? time = null)
    {
        time ??= new EmbeddedTime();
        var opened = await EmbeddedStore.OpenAsync(options ?? new EmbeddedStoreOptions { Buckets = [new("b", TimeSpan.Zero)] }, time);
        Assert.True(opened.Succeeded, opened.Message);
        return new StoreFixture(opened.Value!, time);
    }

    public static Task<StoreFixture> OpenAsync(EmbeddedFolder folder, TimeSpan retention = default, EmbeddedTime? time = null) =>
        OpenAsync(new EmbeddedStoreOptions { DataPath = folder.Path, Buckets = [new("b", retention)] }, time);

    public Task<WriteOutcome> WriteAsync(string lines, string database = "b", string? policy = null, bool whole = false) =>
        Store.WriteAsync(new WriteRequest(database, policy, TimestampPrecision.Nanoseconds, whole), Encoding.UTF8.GetBytes(lines));

    /// <summary>Writes what must be taken whole.</summary>
    public async Task PutAsync(string lines, string database = "b", string? policy = null)
    {
        var outcome = await WriteAsync(lines, database, policy);
        Assert.Equal((WriteStatus.Applied, null), (outcome.Status, outcome.Tally.Message()));
    }

    /// <summary>The JSON of a query, its times as integers of nanoseconds.</summary>
    public async Task<string> QueryAsync(string query, string database = "b", int maxCells = 1_000_000)
    {
        var parsed = QueryParser.Parse(query);
        if (parsed.Error is not null) return parsed.Error;
        var results = await QueryExecutor.ExecuteAsync(parsed, Store, new QueryContext(database, null, Store.Now, maxCells), readOnly: false);
        using var text = new MemoryStream();
        var output = PipeWriter.Create(text);
        await new QueryJson(epoch: 1, pretty: false).WriteAsync(results, output, CancellationToken.None);
        await output.CompleteAsync();
        return Encoding.UTF8.GetString(text.ToArray()).TrimEnd('\n');
    }

    /// <summary>The rows of a query's first series as JSON, or what it answered instead.</summary>
    public async Task<string> RowsAsync(string query, string database = "b")
    {
        var json = await QueryAsync(query, database);
        var start = json.IndexOf("\"values\":", StringComparison.Ordinal);
        return start < 0 ? json : json[(start + 9)..json.IndexOf("]]", start, StringComparison.Ordinal)] + "]]";
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
