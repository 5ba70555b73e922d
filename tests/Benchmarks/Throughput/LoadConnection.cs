using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>One keep-alive connection with at most one request in flight, over a plain blocking socket.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly RequestTemplate _template;
    private readonly byte[] _answer = new byte[16 * 1024];
    private int _length;
    private long _sentAt;

    public LoadConnection(Uri target, RequestTemplate template)
    {
        _template = template;
        Socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(target.Host, target.Port);
    }

    public Socket Socket { get; }

    public void Send(long time)
    {
        _length = 0;
        _sentAt = Stopwatch.GetTimestamp();
        var rest = _template.Stamped(time);
        while (!rest.IsEmpty)
            rest = rest[Socket.Send(rest)..];
    }

    /// <summary>Takes in what has arrived.</summary>
    /// <param name="latency">From the sending to the whole answer, in ticks of <see cref="Stopwatch"/>.</param>
    /// <returns>The status; 0 while the answer is not whole.</returns>
    /// <exception cref="InvalidOperationException">The answer is none that a write that went well has.</exception>
    public int Receive(out long latency)
    {
        var read = Socket.Receive(_answer.AsSpan(_length));
        _length += read;
        latency = Stopwatch.GetTimestamp() - _sentAt;
        var answer = _answer.AsSpan(0, _length);
        var whole = answer.IndexOf("\r\n\r\n"u8) >= 0;
        if (read > 0 && !whole && _length < _answer.Length)
            return 0;

        // A run with failures measures something else, so it ends here; the answers that are left, 204 and 202, have no body.
        return whole && int.TryParse(answer[9..12], CultureInfo.InvariantCulture, out var status) && status is 204 or 202
            ? status
            : throw new InvalidOperationException($"a write was not taken: {Encoding.UTF8.GetString(answer)}");
    }

    public void Dispose() => Socket.Dispose();
}
