using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Pipeline.Tests.Support;

/// <summary>One connection to a <see cref="RawServer"/>.</summary>
internal sealed class RawConnection(TcpClient client, CancellationToken stop) : IDisposable
{
    private readonly NetworkStream _stream = client.GetStream();

    /// <summary>Cancelled when the test is over.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Reads a whole request; null when the client has closed the connection.</summary>
    public async Task<RawRequest?> ReadRequestAsync()
    {
        var head = new List<byte>();
        while (!EndsHead(head))
        {
            if (await ReadByteAsync() is not { } next)
                return null;
            head.Add(next);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(static line => line.Split(": ", 2)).ToDictionary(
            static pair => pair[0], static pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = headers.ContainsKey("Transfer-Encoding") ? await ReadChunkedAsync()
            : headers.TryGetValue("Content-Length", out var length) ? await ReadAsync(int.Parse(length, CultureInfo.InvariantCulture))
            : [];
        return new(lines[0], headers, body);
    }

    public async Task SendAsync(string text) => await SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, stop);

    /// <summary>Ends the connection with a reset instead of an orderly close.</summary>
    public void Reset()
    {
        client.LingerState = new(true, 0);
        client.Close();
    }

    /// <summary>Keeps the connection open and silent until the test is over.</summary>
    public async Task HangAsync() => await Task.Delay(Timeout.Infinite, stop);

    public void Dispose() => client.Dispose();

    private static bool EndsHead(List<byte> head) => head.Count >= 4 && head[^4..] is [(byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'];

    private async Task<byte?> ReadByteAsync()
    {
        var one = new byte[1];
        return await _stream.ReadAsync(one, stop) == 0 ? null : one[0];
    }

    private async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes, stop);
        return bytes;
    }

    private async Task<byte[]> ReadChunkedAsync()
    {
        var body = new List<byte>();
        while (true)
        {
            var line = new StringBuilder();
            while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
                line.Append((char)((await ReadAsync(1))[0]));
            var length = int.Parse(line.ToString().Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.AddRange(await ReadAsync(length));
            await ReadAsync(2);
            if (length == 0)
                return [.. body];
        }
    }
}
