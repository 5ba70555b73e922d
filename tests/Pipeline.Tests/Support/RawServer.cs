using System.Net;
using System.Net.Sockets;

namespace Holdfast.Pipeline.Tests.Support;

/// <summary>A TCP server on a free loopback port whose every byte a test decides, which is what real servers in trouble are like.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly List<Exception> _failures = [];
    private readonly Func<RawConnection, Task> _serve;
    private readonly Task _accepting;
    private int _accepted;

    public RawServer(Func<RawConnection, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>How many connections were opened to it.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>A server that answers every request of every connection with the same bytes.</summary>
    public static RawServer Answering(string response) => new(async connection =>
    {
        while (await connection.ReadRequestAsync() is not null)
            await connection.SendAsync(response);
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _stop.Dispose();
        Assert.Empty(_failures);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                _connections.Add(ServeAsync(client));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = new RawConnection(client, _stop.Token);
        try
        {
            await _serve(connection);
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The client went away, or the test is over.
        }
        catch (Exception failure)
        {
            lock (_failures)
                _failures.Add(failure);
        }
    }
}
