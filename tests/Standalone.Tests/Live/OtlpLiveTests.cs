using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;
using Holdfast.Tests.Support.Otlp;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>A collector takes what Holdfast exports, and what happens when it does not.</summary>
[Collection(LiveCollection.Name)]
public sealed class OtlpLiveTests
{
    private const string Bucket = "telemetry_otlp";
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string ClientSpan = "00f067aa0ba902b7";

    /// <summary>OpenTelemetry's own bounds: what its queue holds, and the one batch that is on its way.</summary>
    private const int MostSpans = 2048 + 512;

    [Fact]
    public async Task Export_OfAFailoverAndItsBackfill_TellsTheWholeStory()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var primary = await RecordingStore.StartAsync();
        await using var replica = await RecordingStore.StartAsync();
        await using var holdfast = await StartAsync(primary, replica, collector.Url);
        primary.Status = 503;
        var lineage = await WriteAsync(holdfast, 1, $"00-{TraceId}-{ClientSpan}-01");
        await holdfast.UntilAsync("the write's span is exported", () => Task.FromResult(collector.Spans.Any(static span => span.Name == "holdfast.write" && span.TraceId == TraceId)));

        var trace = collector.Spans.Where(static span => span.TraceId == TraceId).ToList();
        var write = Assert.Single(trace, static span => span.Name == "holdfast.write");
        Assert.Equal((ClientSpan, 2, 0, "Holdfast"), (write.ParentId, write.Kind, write.Status, write.Scope));
        Assert.Equal(
            ("otlp", "otlp-primary>otlp-replica", "failed", "otlp-replica/" + Bucket, lineage),
            (write.Tags["telemetry.tier"], write.Tags["fallback.path"], write.Tags["fallback.reason"], write.Tags["routing.target"], write.Tags["lineage.id"]));
        Assert.Contains("routing.target=otlp-primary/" + Bucket, Assert.Single(write.Events), StringComparison.Ordinal);
        foreach (var resource in (string[])["service.name=holdfast", "service.version=0.1.0", $"service.instance.id={lineage.Split('-')[0]}"])
            Assert.Contains(resource, write.Resource, StringComparison.Ordinal);

        var attempts = trace.Where(static span => span.Name == "holdfast.attempt").ToList();
        Assert.All(attempts, attempt => Assert.Equal((write.SpanId, 3), (attempt.ParentId, attempt.Kind)));
        Assert.Equal(
            ["otlp-primary 503 2", "otlp-primary 503 2", "otlp-replica 204 0"],
            attempts.Select(static span => $"{span.Tags["routing.target"].Split('/')[0]} {span.Tags["http.response.status_code"]} {span.Status}"));
        Assert.Equal(attempts.Where(static span => span.Status == 2).Select(static span => span.TraceParent).Order(), primary.Writes.Select(static seen => seen.TraceParent).Where(static seen => seen.Contains(TraceId, StringComparison.Ordinal)).Order());
        Assert.Equal((attempts[^1].TraceParent, "vendor=1,other@2=x"), (Assert.Single(replica.Writes).TraceParent, Assert.Single(replica.Writes).TraceState));
        var append = Assert.Single(trace, static span => span.Name == "holdfast.deferred.append");
        Assert.Equal((write.SpanId, 4), (append.ParentId, append.Kind));

        primary.Status = 204;
        await holdfast.UntilAsync("the primary is owed nothing", async () => await holdfast.OwedAsync("otlp-primary") == 0);
        await holdfast.UntilAsync("the backfill's span is exported", () => Task.FromResult(collector.Spans.Any(span => Backfilled(span, lineage))));
        var backfill = collector.Spans.First(span => Backfilled(span, lineage));
        Assert.Equal(("", 5, $"{TraceId}/{append.SpanId}"), (backfill.ParentId, backfill.Kind, Assert.Single(backfill.Links)));
        Assert.Contains(primary.Writes, seen => seen.TraceParent.StartsWith($"00-{backfill.TraceId}-", StringComparison.Ordinal) && seen.Lines.Contains("v=1i", StringComparison.Ordinal) && seen.TraceState.Length == 0);

        await CheckRouteAsync(holdfast, lineage);
        await CheckMetricsAsync(holdfast, collector, lineage.Split('-')[0]);
        Assert.All(collector.Tenants, static tenant => Assert.Equal("edge", tenant));
    }

    [Fact]
    public async Task Export_OverGrpc_ArrivesToo()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var primary = await RecordingStore.StartAsync();
        await using var replica = await RecordingStore.StartAsync();
        await using var holdfast = await StartAsync(primary, replica, collector.GrpcUrl, "Telemetry:Otlp:Protocol=grpc");
        var lineage = await WriteAsync(holdfast, 1);
        await holdfast.UntilAsync("the write's span is exported", () => Task.FromResult(collector.Spans.Any(span => span.Name == "holdfast.write" && span.Tags["lineage.id"] == lineage)));
        await holdfast.UntilAsync("the metrics are exported", () => Task.FromResult(collector.Points.Any(static point => point.Metric == "holdfast.writes")));
    }

    [Fact]
    public async Task Export_CollectorDead_CostsNoWriteAndKeepsABoundedQueue()
    {
        await using var primary = await RecordingStore.StartAsync();
        await using var replica = await RecordingStore.StartAsync();
        using var port = ReservedPort.Take();
        await using (var holdfast = await StartAsync(primary, replica, $"http://127.0.0.1:{port.Number}"))
        {
            const int before = 1600;
            for (var value = 0; value < before; value++)
                await WriteAsync(holdfast, value);
            await using var collector = await OtlpReceiver.StartAsync(port.Number);

            // What was queued may all have been given up by now, so there must be something new to export.
            var more = 0;
            await holdfast.UntilAsync("spans are exported again", async () =>
            {
                await WriteAsync(holdfast, before + more++);
                return !collector.Spans.IsEmpty;
            });
            await holdfast.DisposeAsync();

            // A write and its attempt.
            Assert.InRange(collector.Spans.Count, 1, MostSpans + (2 * more));
        }
    }

    [Fact]
    public async Task Export_CollectorHangs_HoldsNeitherWritesNorTheStopUp()
    {
        await using var primary = await RecordingStore.StartAsync();
        await using var replica = await RecordingStore.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var holdfast = await StartAsync(primary, replica, $"http://{listener.LocalEndpoint}");
        for (var value = 0; value < 600; value++)
            await WriteAsync(holdfast, value);
        var stopping = Stopwatch.StartNew();
        await holdfast.DisposeAsync();
        Assert.True(stopping.Elapsed < TimeSpan.FromSeconds(30), $"{stopping.Elapsed}");
    }

    private static bool Backfilled(ReceivedSpan span, string lineage) => span.Name == "holdfast.backfill" && span.Status == 0 && span.Tags["lineage.id"] == lineage;

    private static async Task CheckRouteAsync(LiveHoldfast holdfast, string lineage)
    {
        var route = await holdfast.ReadAsync($"/ops/lineage/{lineage}");
        Assert.Equal(
            ("fallback", "otlp-replica", TraceId, false, "given"),
            (route.GetProperty("outcome").GetString(), route.GetProperty("store").GetString(), route.GetProperty("traceId").GetString(), route.GetProperty("stillOwed").GetBoolean(),
                route.GetProperty("owed")[0].GetProperty("state").GetString()));
        Assert.Equal(["failed", null], route.GetProperty("hops").EnumerateArray().Select(static hop => hop.GetProperty("reason").GetString()));
        using var unknown = await holdfast.Http.GetAsync("/ops/lineage/00000000000000ff-1");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("lineage.id", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var malformed = await holdfast.Http.GetAsync("/ops/lineage/none");
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
    }

    private static async Task CheckMetricsAsync(LiveHoldfast holdfast, OtlpReceiver collector, string instance)
    {
        const string fallback = "outcome=fallback store=otlp-replica tier=otlp";
        await holdfast.UntilAsync("the metrics are exported", () => Task.FromResult(collector.Points.Any(static point => point is { Metric: "holdfast.writes", Tags: fallback })));
        var writes = collector.Points.First(static point => point is { Metric: "holdfast.writes", Tags: fallback });
        Assert.Equal(("{request}", 7, 1), (writes.Unit, writes.Kind, writes.Value));
        Assert.Contains($"service.instance.id={instance}", writes.Resource, StringComparison.Ordinal);
        Assert.Equal(("{point}", 1), collector.Points.Where(static point => point is { Metric: "holdfast.write.points", Tags: fallback }).Select(static point => (point.Unit, point.Value)).First());
        var duration = collector.Points.First(static point => point is { Metric: "holdfast.write.duration" } && point.Tags.Contains("tier=otlp", StringComparison.Ordinal));
        Assert.Equal(("s", 9, 1), (duration.Unit, duration.Kind, duration.Count));
        Assert.InRange(duration.Value, 0, 60);
        Assert.Contains(collector.Points, static point => point is { Metric: "holdfast.owed.batches", Kind: 5, Unit: "{batch}" } && point.Tags == "store=otlp-primary");
    }

    private static async Task<string> WriteAsync(LiveHoldfast holdfast, int value, string? traceParent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v2/write?bucket={Bucket}");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"m v={value}i"));
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
            request.Headers.Add("tracestate", "vendor=1,other@2=x");
        }

        using var answer = await holdfast.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        return answer.Headers.GetValues("x-data-lineage-id").Single();
    }

    private static Task<LiveHoldfast> StartAsync(RecordingStore primary, RecordingStore replica, string collector, params string[] more) => LiveHoldfast.StartAsync([
        .. LiveHoldfast.Store("otlp-primary", primary.Url, "V2"), .. LiveHoldfast.Store("otlp-replica", replica.Url, "V2"),
        .. LiveHoldfast.Tier("otlp", Bucket, "7d", $"otlp-primary={Bucket}", $"otlp-replica={Bucket}"),
        "Tiers:otlp:Targets:0:Retention=7d", "Tiers:otlp:Targets:1:Retention=7d", "Reconcile:Timer=false", "Lifecycle:Tasks=false", .. LiveHoldfast.Patient,
        $"Telemetry:Otlp:Endpoint={collector}", "Telemetry:Otlp:Interval=1s", "Telemetry:Otlp:Headers=x-tenant=edge", .. more,
    ]);
}
