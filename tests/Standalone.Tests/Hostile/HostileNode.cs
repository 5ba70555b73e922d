using System.Net;
using System.Text.Json.Nodes;
using Holdfast.Pipeline.Ingest;
using Holdfast.Standalone.Connections;
using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Contract;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>A Standalone in this process before two embedded stores, with what a test needs to see that nothing leaked.</summary>
internal sealed class HostileNode : IAsyncDisposable
{
    private readonly StandaloneHead _head;

    private HostileNode(TestNode node, StandaloneHead head)
    {
        Node = node;
        _head = head;
    }

    public TestNode Node { get; }

    public Uri Address => _head.Address;

    public Admission Admission => _head.Services.GetRequiredService<Admission>();

    public ConnectionBook Connections => _head.Services.GetRequiredService<ConnectionBook>();

    public static async Task<HostileNode> StartAsync(params string[] more)
    {
        StandaloneHead? head = null;
        var node = await TestNode.StartAsync(async settings => head = (StandaloneHead)await StandaloneHead.StartAsync(settings), more);
        return new(node, head!);
    }

    /// <summary>A write's head without its end, to which headers may be added.</summary>
    public static string Head(string bucket = TestNode.Bucket) => $"POST /api/v2/write?bucket={bucket} HTTP/1.1\r\nHost: localhost\r\n";

    public static string Write(string body) => $"{Head()}Content-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>A usual client is still served, and what was reserved for others was given back.</summary>
    public async Task IsWellAsync(long value = 1)
    {
        using var answer = await Node.WriteAsync($"well v={value}i");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await UntilIdleAsync();
    }

    public Task UntilIdleAsync() => TestNode.UntilAsync(() => Task.FromResult(Admission is { Requests: 0, Bytes: 0 }));

    /// <summary>How many points a measurement has in the primary, one of field <c>v</c> each.</summary>
    public async Task<long> CountAsync(string measurement)
    {
        using var client = new HttpClient();
        using var content = new FormUrlEncodedContent([new("q", $"SELECT COUNT(v) FROM {measurement}"), new("db", TestNode.Bucket)]);
        using var answer = await client.PostAsync(new Uri(Node.Primary.Url, "/query"), content);
        var series = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["results"]![0]!["series"];
        return series is null ? 0 : series[0]!["values"]![0]![1]!.GetValue<long>();
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
