using System.Net;
using System.Net.Sockets;

namespace Holdfast.Standalone.Tests.Network;

/// <summary>A listener that is there and does nothing: at the place of a store whose process hangs or whose machine is overrun.</summary>
internal sealed class DeafListener : IDisposable
{
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Socket _listener;

    private DeafListener(int port, int backlog)
    {
        _listener = Make();
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(backlog);
    }

    /// <summary>Accepts nobody, and its queue is full: whoever connects sends into the void, again and again.</summary>
    public static async Task<DeafListener> FullAsync(int port)
    {
        var listener = new DeafListener(port, backlog: 0);
        for (var full = false; !full;)
        {
            // The kernel takes a connection or two beyond the backlog; the first that is not answered shows that there is no more room.
            var client = Make();
            listener._sockets.Add(client);
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
            }
            catch (OperationCanceledException)
            {
                full = true;
            }
        }

        return listener;
    }

    /// <summary>Accepts everybody into a small buffer that nobody reads: a window of zero, sooner or later.</summary>
    public static DeafListener Unread(int port)
    {
        var listener = new DeafListener(port, backlog: 512);
        listener._listener.ReceiveBufferSize = 2048;
        _ = listener.AcceptAsync();
        return listener;
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        lock (_sockets)
        {
            foreach (var socket in _sockets)
                socket.Dispose();
        }

        _end.Dispose();
    }

    private static Socket Make() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_end.Token);
                lock (_sockets)
                    _sockets.Add(socket);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The listener has been disposed.
        }
    }
}
