using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Holdfast.Standalone.Tests.Connections;

/// <summary>A connection without a socket that lasts until it is ended, and tells what was done to it.</summary>
internal sealed class GateConnection : DefaultConnectionContext, IConnectionLifetimeNotificationFeature
{
    private readonly TaskCompletionSource _end = new();

    public GateConnection()
    {
        Features.Set<IConnectionLifetimeNotificationFeature>(this);
        RemoteEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40_000);
    }

    public CancellationToken ConnectionClosedRequested { get; set; }

    public bool IsServed { get; private set; }

    public bool IsAsked { get; private set; }

    public bool IsAborted { get; private set; }

    public Task ServeAsync()
    {
        IsServed = true;
        return _end.Task;
    }

    public void RequestClose() => IsAsked = true;

    public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;

    public void End() => _end.SetResult();

    public void Break(Exception exception) => _end.SetException(exception);
}
