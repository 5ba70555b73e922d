using Holdfast.Pipeline.Telemetry;
using Holdfast.Standalone.Connections;
using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Tests.Connections;

/// <summary>What the gate does with what the book says, without sockets.</summary>
public sealed class ConnectionGateTests
{
    private readonly EmbeddedTime _time = new();
    private readonly ConnectionBook _book = new(1);
    private readonly ToldEvents<ConnectionGate> _told = new();
    private readonly ConnectionGate _gate;

    public ConnectionGateTests() => _gate = new(_book, _time, _told);

    [Fact]
    public async Task Guard_BelowTheLimit_ServesUntilTheConnectionEndsAndTellsNothing()
    {
        var connection = new GateConnection();
        var running = RunAsync(connection);
        Assert.Equal((true, 1), (connection.IsServed, _book.Count));
        connection.End();
        await running;
        Assert.Equal((false, false, 0), (connection.IsAsked, connection.IsAborted, _book.Count));
        Assert.Empty(_told.Events);
    }

    [Fact]
    public async Task Guard_AtTheLimit_AsksTheIdleOneAndTellsIt()
    {
        var (first, second) = (new GateConnection(), new GateConnection());
        var running = RunAsync(first);
        _time.Advance(TimeSpan.FromSeconds(90.25));
        var taking = RunAsync(second);

        Assert.Equal((true, false), (first.IsAsked, first.IsAborted));
        Assert.True(second.IsServed);
        Assert.Equal((EventIds.ConnectionReplaced, LogLevel.Warning, "All 1 connections are taken: the one idle longest, for 90.3 s, was closed for a new one from 192.0.2.7"), Assert.Single(_told.Events));
        first.End();
        second.End();
        await Task.WhenAll(running, taking);
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public async Task Guard_AllAreBusy_RefusesAndTellsIt()
    {
        var (first, second) = (new GateConnection(), new GateConnection());
        var running = RunAsync(first);
        Assert.True(first.Features.Get<OpenConnection>()!.TryBegin());

        await RunAsync(second).WaitAsync(TestNode.Patience);

        Assert.Equal((false, true), (second.IsServed, second.IsAborted));
        Assert.Equal((false, false), (first.IsAsked, first.IsAborted));
        Assert.Equal((EventIds.ConnectionRefused, LogLevel.Warning, "A new connection from 192.0.2.7 was refused: a request is under way on each of 1"), Assert.Single(_told.Events));
        first.End();
        await running;
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public async Task Guard_ThoseAskedStay_CutsTheFirstOfThemOff()
    {
        var connections = Enumerable.Range(0, ConnectionBook.LeastReserve + 2).Select(static _ => new GateConnection()).ToList();
        var running = connections.ConvertAll(connection =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return RunAsync(connection);
        });

        Assert.Equal([connections[0]], connections.Where(static connection => connection.IsAborted));
        Assert.Equal(connections.SkipLast(1), connections.Where(static connection => connection.IsAsked));
        connections.ForEach(static connection => connection.End());
        await Task.WhenAll(running);
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public async Task Guard_TheConnectionBreaks_IsStruckFromTheBook()
    {
        var connection = new GateConnection();
        var running = RunAsync(connection);
        connection.Break(new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(() => running);
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public async Task Mark_ARequest_IsUnderWayUntilItsAnswerWasHandedOver()
    {
        var connection = new GateConnection();
        var running = RunAsync(connection);
        var (context, request) = Request(connection);
        var open = connection.Features.Get<OpenConnection>()!;
        var served = false;

        await _gate.Mark(_ =>
        {
            served = true;
            Assert.False(open.IsIdle);
            return Task.CompletedTask;
        })(context);

        Assert.True(served);
        Assert.False(open.IsIdle);
        _time.Advance(TimeSpan.FromSeconds(5));
        await request.CompleteAsync();
        Assert.True(open.IsIdle);
        Assert.Equal(_time.GetTimestamp(), open.Since);
        connection.End();
        await running;
    }

    [Fact]
    public async Task Mark_TheConnectionWasCutOff_AbortsTheRequestUnserved()
    {
        var connection = new GateConnection();
        var running = RunAsync(connection);
        var (context, request) = Request(connection);
        Assert.True(connection.Features.Get<OpenConnection>()!.TryMarkCutOff());

        await _gate.Mark(static _ => throw new InvalidOperationException("served"))(context);

        Assert.True(request.IsAborted);
        connection.End();
        await running;
    }

    private static (HttpContext Context, GateRequest Request) Request(GateConnection connection)
    {
        var context = new DefaultHttpContext();
        var request = new GateRequest();
        context.Features.Set<IHttpResponseFeature>(request);
        context.Features.Set<IHttpRequestLifetimeFeature>(request);
        context.Features.Set(connection.Features.Get<OpenConnection>());
        return (context, request);
    }

    private Task RunAsync(GateConnection connection) => _gate.Guard(static served => ((GateConnection)served).ServeAsync())(connection);
}
