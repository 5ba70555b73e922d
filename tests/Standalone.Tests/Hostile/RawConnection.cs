using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>One TCP connection, on which a test says what no HTTP client would.</summary>
internal sealed class RawConnection : IDisposable
{
    /// <summary>How long anything that must come is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly List<byte> _ahead = [];
    private readonly byte[] _piece = new byte[64 * 1024];

    private RawConnection(Socket socket) => _socket = socket;

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), limit.Token);
        return new(socket);
    }

    /// <summary>Sends one request on a connection of its own and reads its answer; none when the connection is closed before, however early.</summary>
    public static async Task<RawAnswer> AskAsync(Uri address, string request)
    {
        try
        {
            using var connection = await OpenAsync(address);
            await connection.TrySendAsync(Encoding.Latin1.GetBytes(request));
            return await connection.ReadAsync();
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return RawAnswer.None;
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes, limit.Token)..];
    }

    /// <summary>As <see cref="SendAsync(ReadOnlyMemory{byte})"/>; false when the other side closed the connection meanwhile.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
            return true;
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Sends a FIN: nothing more will come.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Sends a RST: nobody is there any more.</summary>
    public void Reset()
    {
        _socket.LingerState = new(enable: true, 0);
        _socket.Dispose();
    }

    /// <summary>Reads the next answer whole; <see cref="RawAnswer.None"/> when the connection is closed without one.</summary>
    public async Task<RawAnswer> ReadAsync()
    {
        int end;
        while ((end = Text().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            if (!await MoreAsync())
                return RawAnswer.None;
        }

        var head = Text()[..end].Split("\r\n");
        _ahead.RemoveRange(0, end + 4);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in head.Skip(1))
            headers[line.Split(':')[0]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var body = headers.GetValueOrDefault("Transfer-Encoding") is "chunked" ? await ChunksAsync()
            : await TakeAsync(int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture));
        return new(int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, body);
    }

    /// <summary>Whether the other side has closed the connection, and all that it sent was read.</summary>
    public bool IsClosed => _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0;

    /// <summary>Waits until the other side has closed the connection; what comes before is dropped.</summary>
    public async Task UntilClosedAsync()
    {
        while (await MoreAsync())
            _ahead.Clear();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string> ChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            int end;
            while ((end = Text().IndexOf("\r\n", StringComparison.Ordinal)) < 0)
                Assert.True(await MoreAsync(), "closed within a chunk");
            var length = int.Parse(Text()[..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _ahead.RemoveRange(0, end + 2);
            body.Append((await TakeAsync(length + 2))[..^2]);
            if (length == 0)
                return body.ToString();
        }
    }

    private async Task<string> TakeAsync(int length)
    {
        while (_ahead.Count < length)
            Assert.True(await MoreAsync(), "closed within a body");
        var text = Encoding.UTF8.GetString([.. _ahead.Take(length)]);
        _ahead.RemoveRange(0, length);
        return text;
    }

    private string Text() => Encoding.Latin1.GetString([.. _ahead]);

    private async Task<bool> MoreAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var read = await _socket.ReceiveAsync(_piece, limit.Token);
            _ahead.AddRange(_piece.AsSpan(0, read));
            return read > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
