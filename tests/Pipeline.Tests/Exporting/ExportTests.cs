using System.Diagnostics;
using System.Net;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Exporting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;
using EventLog = Holdfast.Pipeline.Telemetry.EventLog;

namespace Holdfast.Pipeline.Tests.Exporting;

public sealed class ExportTests
{
    [Theory]
    [InlineData("http://c:4318", OtlpProtocol.HttpProtobuf, "http://c:4318/v1/traces")]
    [InlineData("https://c/otlp/", OtlpProtocol.HttpProtobuf, "https://c/otlp/v1/traces")]
    [InlineData("http://c:4317", OtlpProtocol.Grpc, "http://c:4317/")]
    public void Configure_EitherProtocol_AddsThePathOverHttpOnly(string endpoint, OtlpProtocol protocol, string address)
    {
        var exporter = new OtlpExporterOptions();
        new OtlpTarget(new() { Endpoint = new(endpoint), Protocol = protocol, Headers = "a=b" }, 42, new()).Configure(exporter, "traces");
        Assert.Equal((address, "a=b"), (exporter.Endpoint.AbsoluteUri, exporter.Headers));
        Assert.Equal(protocol == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf, exporter.Protocol);
    }

    [Theory]
    [InlineData(null, "holdfast")]
    [InlineData("edge-7", "edge-7")]
    public void Resource_Names_TheServiceAndTheProcess(string? given, string service)
    {
        var attributes = new OtlpTarget(new() { Endpoint = new("http://c"), ServiceName = given }, 42, new()).Resource().Build().Attributes.ToDictionary();
        Assert.Equal((service, "000000000000002a"), ($"{attributes["service.name"]}", $"{attributes["service.instance.id"]}"));
    }

    [Theory]
    [InlineData(false, ActivityTraceFlags.Recorded, SamplingDecision.RecordAndSample)]
    [InlineData(false, ActivityTraceFlags.None, SamplingDecision.Drop)]
    [InlineData(true, ActivityTraceFlags.Recorded, SamplingDecision.Drop)]
    public void ShouldSample_LinkedRoot_FollowsItsLinks(bool hasParent, ActivityTraceFlags link, SamplingDecision decision)
    {
        var parent = hasParent ? Context(ActivityTraceFlags.None) : default;
        var parameters = new SamplingParameters(parent, ActivityTraceId.CreateRandom(), "any", ActivityKind.Internal, null, [new(Context(link))]);
        Assert.Equal(decision, new LinkedSampler(new AlwaysOffSampler()).ShouldSample(parameters).Decision);
    }

    [Fact]
    public async Task Health_CollectorThatFailsAndComesBack_IsToldOnceEach()
    {
        var log = new ListLog();
        var health = new ExportHealth();
        health.Attach(new(log));
        using var handler = new WatchedHandler(health);
        handler.InnerHandler!.Dispose();
        var status = HttpStatusCode.ServiceUnavailable;
        handler.InnerHandler = new Answering(() => status);
        using var http = new HttpMessageInvoker(handler);
        for (var export = 0; export < 3; export++)
            await SendAsync(http);
        Assert.True(health.Failing);
        status = HttpStatusCode.OK;
        for (var export = 0; export < 3; export++)
            await SendAsync(http);
        Assert.False(health.Failing);
        Assert.Equal([171, 172], log.Events);
        Assert.Contains("http://collector:4318 does not take", log.Texts[0], StringComparison.Ordinal);
        Assert.Contains("it answered 503", log.Texts[0], StringComparison.Ordinal);
    }

    private static async Task SendAsync(HttpMessageInvoker http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://collector:4318/v1/traces");
        using var answer = await http.SendAsync(request, CancellationToken.None);
    }

    private static ActivityContext Context(ActivityTraceFlags flags) => new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags);

    private sealed class Answering(Func<HttpStatusCode> status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status()));
    }

    private sealed class ListLog : ILogger<EventLog>
    {
        public List<int> Events { get; } = [];

        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Events.Add(eventId.Id);
            Texts.Add(formatter(state, exception));
        }
    }
}
